import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { hasRedis, startRedis } from '#test-kit/redis.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { startTraceCollector } from '#test-kit/trace-collector.ts';
import { until } from '#test-kit/until.ts';
import { writeManifest } from '../../gateway/admission/persisted/manifest.ts';
import { subgraphNames } from '../../subgraphs/list.ts';
import type { Canaries } from './canaries.ts';
import { type CannedProxy, startCannedProxy } from './canned-proxy.ts';
import { type Capture, startCapture } from './capture.ts';
import { Client } from './client.ts';
import { createCanaries } from './values.ts';

/** The tokens of those who send canaries. */
export interface Viewers {
  passenger: string;
  driver: string;
  admin: string;
}

/** The whole platform, with everything that it writes, sends and answers. */
export interface Scene {
  platform: TestPlatform;
  canaries: Canaries;
  capture: Capture;
  client: Client;
  /** Between the gateway and trips. */
  trips: CannedProxy;
  /** The metrics of every service. */
  metrics(): Promise<string>;
  /** The traces, when those of all requests have arrived. */
  traces(): Promise<string>;
  /** The code that the log has in place of a message to a phone: development without a provider. */
  lastCode(): string;
  /** What the registry has of operations and their inputs, when all requests so far are stored. */
  countedUse(): Promise<string>;
  stop(): Promise<void>;
}

/** What development logs in place of a message to a phone. */
export const codeLine = 'a one-time code';

export async function startScene(settings: Record<string, string>): Promise<Scene> {
  const capture = startCapture();
  const canaries = createCanaries();
  const collector = await startTraceCollector();
  const trips = await startCannedProxy();
  const redis = hasRedis('events in Redis, of the canaries') ? await startRedis() : null;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-canary-'));
  const manifest = path.join(folder, 'manifest.json');
  await writeFile(manifest, writeManifest([]));
  const platform = await startTestPlatform(
    {
      ...collector.environment,
      ...(redis ? { REDIS_URL: redis.url } : {}),
      TRIPS_URL: trips.url,
      PERSISTED_OPERATIONS: 'log',
      PERSISTED_OPERATIONS_MANIFEST: manifest,
      USAGE_REPORT_SECONDS: '1',
      ...settings,
    },
    { log: capture.log },
  );
  trips.target = platform.urlOf('trips');
  return {
    platform,
    canaries,
    capture,
    client: new Client(platform.url),
    trips,
    metrics: async () => {
      const urls = [platform.url, ...subgraphNames.map((name) => platform.urlOf(name))];
      const texts = urls.map(async (url) => (await fetch(new URL('/metrics', url))).text());
      return (await Promise.all(texts)).join('\n');
    },
    traces: async () => {
      const sent = collector.spans.length;
      await fetch(platform.url, { headers: { 'content-type': 'application/json' } });
      await until(() => collector.spans.length > sent);
      return collector.received();
    },
    lastCode: () => {
      const line = capture.lines.findLast((each) => each.includes(codeLine)) ?? '{}';
      return (JSON.parse(line) as { text: string }).text;
    },
    countedUse: async () => {
      const registry = new pg.Client({ connectionString: platform.databaseOf('registry') });
      await registry.connect();
      try {
        await requestGraphQL(platform.url, 'query LastOfAll { vehicleTypes { id } }');
        const read = async (sql: string) => JSON.stringify((await registry.query(sql)).rows);
        await until(async () => (await read('select name from used_operations')).includes('LastOfAll'));
        return (await read('select * from used_operations')) + (await read('select coordinate from input_counts'));
      } finally {
        await registry.end();
      }
    },
    stop: async () => {
      await platform.stop();
      await Promise.all([redis?.stop(), collector.stop(), trips.stop(), rm(folder, { recursive: true })]);
      capture.stop();
    },
  };
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { withClient } from '#platform/database/with-client.ts';
import { isAlive } from '#platform/run/process-alive.ts';
import { SettingsFault } from '#platform/settings.ts';
import { freePort } from '#test-kit/free-port.ts';
import { childPids, command, killCommands } from '#test-kit/process.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { readGatewaySettings } from './settings.ts';
import { composeSupergraph } from './supergraph/compose.ts';
import { startTinySubgraph, type TinySubgraph } from './testing/tiny-subgraph.ts';

let folder: string;
let file: string;
let subgraph: TinySubgraph;
let value = 'old';
/** Reads of the old value wait for it after they have read. */
const release = Promise.withResolvers<void>();

beforeAll(async () => {
  subgraph = await startTinySubgraph({
    name: 'things',
    typeDefs: 'type Query { hello: String value: String } type Mutation { change: String }',
    resolvers: {
      Query: {
        hello: () => 'hello',
        value: async () => {
          const read = value;
          if (read === 'old') await release.promise;
          return read;
        },
      },
      Mutation: {
        change: () => {
          value = 'new';
          return value;
        },
      },
    },
  });
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-processes-'));
  file = path.join(folder, 'supergraph.graphql');
  await writeFile(file, composeSupergraph([subgraph]).supergraphSdl);
});

afterEach(killCommands);

afterAll(async () => {
  await subgraph.stop();
  await rm(folder, { recursive: true });
});

async function start(environment: Record<string, string> = {}) {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const gateway = command(process.execPath, ['gateway/main.ts', '--supergraph', file, '--port', String(port)], {
    GATEWAY_PROCESSES: '2',
    METRICS_PORT: String(metricsPort),
    ...environment,
  });
  return { gateway, url: `http://127.0.0.1:${port}/graphql`, metrics: `http://127.0.0.1:${metricsPort}/metrics` };
}

const responds = async (url: string): Promise<boolean> => {
  try {
    const body = JSON.stringify({ query: '{ hello }' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(2_000) });
    return (await response.json()).data.hello === 'hello';
  } catch {
    return false;
  }
};

const hasTables = (url: string): Promise<boolean> =>
  withClient(
    url,
    async (client) => (await client.query(`select to_regclass('input_counts') as name`)).rows[0].name !== null,
  );

const requestCount = async (metrics: string): Promise<number> => {
  const lines = (await (await fetch(metrics)).text()).split('\n');
  const line = lines.find((each) => /^http_request_duration_seconds_count.*"\/graphql"/.test(each));
  return Number(line?.split(' ').at(-1) ?? 0);
};

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'two processes share one port, and their metrics are added up',
  async () => {
    const { gateway, url, metrics } = await start();
    await gateway.prints('"ready"');
    expect(childPids(gateway.pid)).toHaveLength(2);
    const results = await Promise.all(Array.from({ length: 20 }, () => requestGraphQL(url, '{ hello }')));
    expect(results.map(({ data }) => data.hello)).toEqual(Array(20).fill('hello'));
    await until(async () => (await requestCount(metrics)) === 20);
    const workers = childPids(gateway.pid);
    gateway.signal('SIGTERM');
    expect(await gateway.exited()).toBe(0);
    expect(workers.filter(isAlive)).toEqual([]);
  },
  90_000,
);

onLinux(
  'replaces a worker that dies while the other serves',
  async () => {
    const { gateway, url } = await start();
    await gateway.prints('"ready"');
    const [first = 0, second = 0] = childPids(gateway.pid);
    process.kill(first, 'SIGKILL');
    await until(() => !isAlive(first));
    // A connection that was being handed to the dead worker is lost: its client retries.
    await until(() => responds(url));
    await until(() => childPids(gateway.pid).length === 2 && !childPids(gateway.pid).includes(first));
    expect(childPids(gateway.pid)).toContain(second);
    expect((await requestGraphQL(url, '{ hello }')).data).toEqual({ hello: 'hello' });
    gateway.signalGroup('SIGINT');
    expect(await gateway.exited()).toBe(0);
  },
  90_000,
);

onLinux(
  'both processes store what they have counted when they stop',
  async () => {
    const database = await testDatabase('registry', true);
    try {
      const { gateway, url } = await start({ REGISTRY_DATABASE_URL: database.url, USAGE_REPORT_SECONDS: '3600' });
      await gateway.prints('"ready"');
      await until(() => hasTables(database.url));
      await Promise.all(Array.from({ length: 40 }, () => requestGraphQL(url, 'query Hello { hello }')));
      gateway.signal('SIGTERM');
      expect(await gateway.exited()).toBe(0);
      const stored = await withClient(database.url, (client) =>
        client.query('select name, count::int from operation_counts join used_operations on id = operation_id'),
      );
      expect(stored.rows).toEqual([{ name: 'Hello', count: 40 }]);
    } finally {
      await database.drop();
    }
  },
  90_000,
);

onLinux(
  'a read after a mutation does not share an older one in any process',
  async () => {
    const { gateway, url } = await start();
    await gateway.prints('"ready"');
    const reads = () => Array.from({ length: 20 }, () => requestGraphQL(url, '{ value }'));
    // The primary distributes their connections, so that each process has a slow read in flight.
    const slow = reads();
    await until(() => subgraph.requests.filter(({ query }) => query.includes('value')).length >= 2);
    expect((await requestGraphQL(url, 'mutation { change }')).data).toEqual({ change: 'new' });
    const after = await Promise.all(reads());
    expect(after.map(({ data }) => data)).toEqual(Array(20).fill({ value: 'new' }));
    release.resolve();
    expect((await Promise.all(slow)).map(({ data }) => data)).toContainEqual({ value: 'old' });
  },
  90_000,
);

test('exits with one report when its port is taken', async () => {
  const { port } = new URL(subgraph.url);
  const gateway = command(process.execPath, ['gateway/main.ts', '--supergraph', file, '--port', port], {
    GATEWAY_PROCESSES: '2',
    METRICS_PORT: String(await freePort()),
  });
  expect(await gateway.exited()).toBe(1);
  expect(gateway.output().match(new RegExp(`Port ${port}`, 'g'))).toHaveLength(1);
});

test('several processes need a metrics port', () => {
  expect(() => readGatewaySettings({ GATEWAY_PROCESSES: '2' })).toThrow(SettingsFault);
  expect(readGatewaySettings({ GATEWAY_PROCESSES: '2', METRICS_PORT: '9100' })).toMatchObject({ processes: 2 });
});

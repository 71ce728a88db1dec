import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestGateway } from '#test-kit/gateway.ts';
import type { RunningGateway } from '../../gateway/gateway.ts';
import { composeSupergraph } from '../../gateway/supergraph/compose.ts';
import { startCannedSubgraphs } from '../gateway/canned-subgraphs.ts';
import { measure, type Subgraphs } from './measure.ts';
import { schemas } from './trips.ts';
import { startTripsSubgraph } from './trips-subgraph.ts';

let folder: string;
let subgraphs: Subgraphs;
let gateway: RunningGateway;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-measure-'));
  const [trips, drivers] = [await startTripsSubgraph(), await startCannedSubgraphs({ drivers: schemas.drivers })];
  subgraphs = { trips, drivers };
  const { supergraphSdl } = composeSupergraph([
    { name: 'trips', url: trips.url, typeDefs: schemas.trips },
    { name: 'drivers', url: drivers.urlOf('drivers'), typeDefs: schemas.drivers },
  ]);
  const supergraph = path.join(folder, 'supergraph.graphql');
  await writeFile(supergraph, supergraphSdl);
  gateway = await startTestGateway({ settings: { supergraph } });
});

afterAll(async () => {
  await gateway.stop();
  await subgraphs.trips.stop();
  await subgraphs.drivers.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['one trip', 1, 'primary'],
  ['several trips', 4, 'joined'],
] as const)('measures the gateway with subscribers of %s', async (_name, trips, selection) => {
  const contestant = {
    name: 'ours',
    url: gateway.url,
    port: Number(new URL(gateway.url).port),
    source: 'subgraph',
    memory: () => 0,
    settledMemory: async () => 0,
    cpu: () => process.cpuUsage().user / 1_000,
    signal: () => {},
    stop: async () => {},
  } as const;
  const figures = await measure(
    { subscribers: 20, trips, selection },
    { contestant, subgraphs, duration: 100, lead: 0, withMemory: true },
  );
  expect(figures.messagesPerSecond).toBeGreaterThan(0);
  expect(figures.executions).toBeGreaterThan(0);
  expect(figures.fetches).toBeGreaterThanOrEqual(selection === 'joined' ? 1 : 0);
  expect(subgraphs.trips.live()).toBe(0);
});

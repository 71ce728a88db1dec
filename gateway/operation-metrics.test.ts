import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createLog } from '#platform/log.ts';
import { until } from '#test-kit/until.ts';
import { codesOf } from './operation-metrics.ts';
import { rawSocket } from './testing/raw-socket.ts';
import { startTickingGraph, type TickingGraph } from './testing/ticking-graph.ts';

let graph: TickingGraph;
let folder: string;
let lines: Record<string, unknown>[] = [];

const known = 'query Greet($name: String) { hello(name: $name) }';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-operations-'));
  await writeFile(path.join(folder, 'greet.graphql'), known);
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  graph = await startTickingGraph({
    settings: {
      accessLog: true,
      planning: {
        workers: 0,
        bounds: { paths: 1_000, plans: 1_000, time: 2_000, memory: 512 },
        unplannable: 'null',
        knownOperations: folder,
      },
    },
    log: createLog({ name: 'gateway', level: 'info', stream }),
  });
});

beforeEach(() => {
  lines = [];
});

afterAll(async () => {
  await graph.stop();
  await rm(folder, { recursive: true });
});

async function send(query: string, variables = {}) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${graph.url}?secret=1`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

const requests = () => lines.filter(({ msg }) => msg === 'request');
const metrics = async () => (await fetch(new URL('/metrics', graph.url))).text();

/** The value of a metric with these labels. */
async function metricOf(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const line = (await metrics())
    .split('\n')
    .find(
      (each) => each.startsWith(`${name}{`) && Object.entries(labels).every(([k, v]) => each.includes(`${k}="${v}"`)),
    );
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}
const durations = 'graphql_operation_duration_seconds_count';

test('an operation that the operator knows is measured and logged by its name', async () => {
  expect((await send(known, { name: 'Mona' })).errors).toBeUndefined();
  await until(() => requests().length === 1);
  expect(requests()[0]).toMatchObject({
    requestId: expect.any(String),
    method: 'POST',
    route: '/graphql',
    status: 200,
    operation: 'Greet',
    type: 'query',
    ms: expect.any(Number),
    bytes: expect.any(Number),
  });
  expect(await metricOf(durations, { operation: 'Greet', type: 'query', outcome: 'complete' })).toBe(1);
});

test('any other is "other", whatever its client calls it, with the codes of its errors', async () => {
  await send('query Layla($x: String) { layla: hello(name: "+966500000001") x: hello(name: $x) }', { x: 7 });
  await send('query Greet { hello nothing }');
  await until(() => requests().length === 2);
  const [ran, invalid] = requests();
  expect(ran).toMatchObject({ operation: 'other', type: 'query', codes: ['BAD_USER_INPUT'] });
  expect(invalid).toMatchObject({ status: 200, codes: ['GRAPHQL_VALIDATION_FAILED'] });
  expect(invalid).not.toHaveProperty('operation');
  expect(await metricOf(durations, { operation: 'other', type: 'query', outcome: 'failed' })).toBe(1);
  expect(`${JSON.stringify(lines)} ${await metrics()}`).not.toMatch(/layla|966500000001|secret/i);
});

test('operations on a WebSocket are logged too, and its frames counted', async () => {
  const socket = await rawSocket(graph.url);
  socket.subscribe('1', '{ hello }');
  expect((await socket.next('1')).type).toBe('next');
  socket.subscribe('2', 'subscription { ticks { n } }');
  await graph.listening();
  const onSocket = () => requests().filter(({ transport }) => transport === 'websocket');
  await until(() => onSocket().length === 2);
  expect(onSocket()).toEqual([
    expect.objectContaining({ transport: 'websocket', operation: 'other', type: 'query' }),
    expect.objectContaining({ transport: 'websocket', operation: 'other', type: 'subscription' }),
  ]);
  expect(await metricOf('websocket_connections')).toBe(1);
  expect(await metricOf('websocket_frames_total', { direction: 'received' })).toBe(3);
  expect(await metricOf('graphql_subscriptions_total', { operation: 'other' })).toBe(1);
  socket.terminate();
  await until(async () => (await metricOf('websocket_connections')) === 0);
});

test('planning, and lookups of parsed operations, are measured', async () => {
  expect(await metricOf('planning_duration_seconds_count', { outcome: 'planned' })).toBeGreaterThan(0);
  expect(await metricOf('operation_cache_lookups_total', { result: 'miss' })).toBeGreaterThan(0);
});

test('health and metrics have no line', async () => {
  await metrics();
  await fetch(new URL('/health/live', graph.url));
  await fetch(new URL('/nothing/secret', graph.url));
  // The lines of operations before may come late, because lines are written in batches.
  const others = () => requests().filter(({ route }) => route !== '/graphql');
  await until(() => others().length > 0);
  expect(others()).toEqual([expect.objectContaining({ route: 'none', status: 404 })]);
});

test('a code of a subgraph that the contract does not have is in no log', () => {
  const errors = ['NOT_FOUND', 'a-token', undefined].map((code) => ({ extensions: { code } }));
  expect(codesOf(errors)).toEqual(['NOT_FOUND', 'INTERNAL_SERVER_ERROR']);
});

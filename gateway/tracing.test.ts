import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createLog, type Log } from '#platform/log.ts';
import { silent } from '#test-kit/templates.ts';
import { type CollectedSpan, startTraceCollector, type TraceCollector } from '#test-kit/trace-collector.ts';
import { until } from '#test-kit/until.ts';
import type { GatewaySettings } from './settings.ts';
import { startTinyGraph, type TinyGraph } from './testing/tiny-graph.ts';

const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;
let collector: TraceCollector;
/** A gateway that records every trace, and one that records those of trusted callers alone. */
let all: TinyGraph;
let none: TinyGraph;
let reads = 0;
let gate = Promise.withResolvers<void>();

const subgraphs = [
  {
    name: 'store',
    typeDefs: 'type Query { value: String slow: String broken: String }',
    resolvers: {
      Query: {
        value: () => 'value',
        slow: async () => {
          reads++;
          await gate.promise;
          return 'slow';
        },
        broken: () => {
          throw new Error('broken');
        },
      },
    },
  },
];

function graphWith(
  ratio: number,
  trustedProxies: string[],
  settings: Partial<GatewaySettings> = {},
  log: Log = silent,
): Promise<TinyGraph> {
  const tracing = {
    serviceName: undefined,
    url: collector.url,
    protocol: 'http/json',
    sampling: { isParentBased: true, ratio },
    queueSize: 2_048,
    batchSize: 512,
    delay: 1,
  } as const;
  return startTinyGraph({ subgraphs, settings: { tracing, trustedProxies, ...settings }, log });
}

beforeAll(async () => {
  collector = await startTraceCollector();
  all = await graphWith(1, []);
  none = await graphWith(0, ['127.0.0.1']);
});

afterEach(() => {
  collector.spans.length = 0;
});

afterAll(async () => {
  await all.stop();
  await none.stop();
  await collector.stop();
});

const header = (graph: TinyGraph) => graph.subgraph('store').requests.at(-1)?.headers.traceparent;

/** The spans, once there are as many of this name. */
async function spansOf(name: string, count: number): Promise<CollectedSpan[]> {
  const named = () => collector.spans.filter((span) => span.name === name);
  await until(() => named().length === count);
  return named();
}

test('a trusted proxy decides that a request is recorded', async () => {
  await none.request('{ value }', {}, null, { traceparent });
  const [request] = await spansOf('POST /graphql', 1);
  expect(request).toMatchObject({ traceId: caller.traceId, parentSpanId: caller.spanId, kind: 2 });
  const [sent] = await spansOf('POST store', 1);
  expect(header(none)).toBe(`00-${caller.traceId}-${sent?.spanId}-01`);
  await none.request('{ value }', {}, null, { traceparent: traceparent.replace(/1$/, '0') });
  expect(header(none)).toBe(traceparent.replace(/1$/, '0'));
  await none.request('{ value }');
  expect(header(none)).toMatch(/-00$/);
  expect(collector.spans.filter(({ name }) => name === 'POST /graphql')).toHaveLength(1);
});

test('a client decides nothing, and its trace is linked', async () => {
  await all.request('{ value }', {}, null, { traceparent });
  const [request] = await spansOf('POST /graphql', 1);
  expect(request).toMatchObject({ parentSpanId: undefined, links: [caller.spanId] });
  expect(request?.traceId).not.toBe(caller.traceId);
  expect(header(all)).toContain(request?.traceId);
});

test('a shared run is below the operation that began it, and the others are linked to that', async () => {
  reads = 0;
  gate = Promise.withResolvers();
  const count = 20;
  const answers = Array.from({ length: count }, () => all.request('{ slow }'));
  await until(() => reads > 1);
  gate.resolve();
  await Promise.all(answers);
  const operations = await spansOf('query', count);
  const sent = await spansOf('POST store', reads);
  const began = operations.filter(({ traceId }) => sent.some((span) => span.traceId === traceId));
  const joined = operations.filter((span) => !began.includes(span));
  expect(began).toHaveLength(reads);
  expect(began.flatMap(({ links }) => links)).toEqual([]);
  expect(joined.length).toBeGreaterThan(0);
  for (const { links } of joined) expect(began.map(({ spanId }) => [spanId])).toContainEqual(links);
});

test('an error has its code at the operation and at the request that caused it', async () => {
  await all.request('{ broken }');
  const [operation] = await spansOf('query', 1);
  const code = operation?.attributes['error.type'];
  expect(operation?.status).toBe(2);
  expect((await spansOf('POST store', 1))[0]).toMatchObject({ status: 2 });
  expect(code).toBe('INTERNAL_SERVER_ERROR');
  await all.request('{ nothing }');
  const [invalid] = await spansOf('GraphQL Operation', 1);
  expect(invalid).toMatchObject({ status: 2, attributes: { 'error.type': 'GRAPHQL_VALIDATION_FAILED' } });
  expect((await spansOf('POST /graphql', 2)).map(({ status }) => status)).toEqual([0, 0]);
});

test('an operation on a WebSocket is a trace of its own', async () => {
  const socket = all.watch('query OnSocket { value }', { headers: { traceparent } });
  expect((await socket.next()).data).toEqual({ value: 'value' });
  await socket.stop();
  const [operation] = await spansOf('query', 1);
  expect(operation).toMatchObject({
    parentSpanId: undefined,
    attributes: { 'graphql.operation.type': 'query' },
  });
  expect(operation?.traceId).not.toBe(caller.traceId);
  expect((await spansOf('POST store', 1))[0]?.traceId).toBe(operation?.traceId);
});

test('the access log has the trace of a recorded request', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({
    name: 'gateway',
    level: 'info',
    stream: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const logging = await graphWith(1, [], { accessLog: true }, log);
  try {
    await logging.request('{ value }');
    const [operation] = await spansOf('POST /graphql', 1);
    await until(() => lines.some(({ msg }) => msg === 'request'));
    expect(lines.find(({ msg }) => msg === 'request')).toMatchObject({
      route: '/graphql',
      trace_id: operation?.traceId,
    });
  } finally {
    await logging.stop();
  }
});

test('requests for health and metrics are not recorded', async () => {
  for (const path of ['/health/live', '/health/ready', '/metrics']) await fetch(new URL(path, all.url));
  await all.request('{ value }');
  await spansOf('POST /graphql', 1);
  expect(collector.spans.filter(({ kind }) => kind === 2).map(({ name }) => name)).not.toContain('GET /health/live');
});

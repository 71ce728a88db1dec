import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { startHttpServer } from '#test-kit/http-server.ts';
import { silent } from '#test-kit/templates.ts';
import { startTraceCollector, type TraceCollector } from '#test-kit/trace-collector.ts';
import { until } from '#test-kit/until.ts';
import { createLog } from '../log.ts';
import type { Running } from '../run/lifecycle.ts';
import { openTracing } from './open-tracing.ts';
import type { Sampling } from './sampler.ts';
import type { TracingSettings } from './settings.ts';
import { parseTraceparent } from './traceparent.ts';
import type { Tracing } from './tracing.ts';

const running: Running[] = [];
const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const sampledCaller = `00-${caller.traceId}-${caller.spanId}-01`;
const unsampledCaller = `00-${caller.traceId}-${caller.spanId}-00`;
const start = { name: 'work', kind: 'server', isTrusted: true } as const;

afterEach(async () => {
  for (const part of running.splice(0).toReversed()) await part.stop();
});

function settingsFor(url: string, sampling: Partial<Sampling> = {}, other: Partial<TracingSettings> = {}) {
  return {
    serviceName: undefined,
    url,
    protocol: 'http/json',
    sampling: { isParentBased: true, ratio: 1, ...sampling },
    queueSize: 2_048,
    batchSize: 512,
    delay: 1,
    ...other,
  } as const;
}

async function open(settings: TracingSettings, log = silent): Promise<Tracing> {
  const tracing = await openTracing(settings, 'trips', log);
  if (!tracing) throw new Error('no tracing');
  running.push(tracing);
  return tracing;
}

async function recording(sampling: Partial<Sampling> = {}): Promise<{ tracing: Tracing; collector: TraceCollector }> {
  const collector = await startTraceCollector();
  running.push(collector);
  return { collector, tracing: await open(settingsFor(collector.url, sampling)) };
}

test('without settings nothing is recorded', async () => {
  expect(await openTracing(null, 'trips', silent)).toBeNull();
});

test('a trusted caller decides, and its trace goes on', async () => {
  const { tracing, collector } = await recording({ ratio: 0 });
  const trace = tracing.begin({ ...start, caller: sampledCaller });
  expect(parseTraceparent(trace.traceparent)).toMatchObject({ traceId: caller.traceId, isSampled: true });
  trace.span?.end();
  expect(tracing.begin({ ...start, caller: unsampledCaller })).toEqual({
    span: undefined,
    traceparent: unsampledCaller,
  });
  await until(() => collector.spans.length === 1);
  expect(collector.spans[0]).toMatchObject({ service: 'trips', traceId: caller.traceId, parentSpanId: caller.spanId });
});

test('another caller decides nothing: its trace is linked, and recorded only by chance', async () => {
  const never = await recording({ ratio: 0 });
  const trace = never.tracing.begin({ ...start, caller: sampledCaller, isTrusted: false });
  expect(trace.span).toBeUndefined();
  expect(parseTraceparent(trace.traceparent)).toMatchObject({ isSampled: false });
  expect(trace.traceparent).not.toContain(caller.traceId);

  const { tracing, collector } = await recording();
  tracing.begin({ ...start, caller: unsampledCaller, isTrusted: false }).span?.end();
  await until(() => collector.spans.length === 1);
  const [span] = collector.spans;
  expect(span).toMatchObject({ parentSpanId: undefined, links: [caller.spanId] });
  expect(span?.traceId).not.toBe(caller.traceId);
});

test('a sampler that is not of parents decides by the id of the trace', async () => {
  const { tracing } = await recording({ isParentBased: false, ratio: 0 });
  expect(tracing.begin({ ...start, caller: sampledCaller })).toEqual({ span: undefined, traceparent: unsampledCaller });
  const all = await recording({ isParentBased: false });
  expect(all.tracing.begin({ ...start, caller: unsampledCaller }).traceparent).toMatch(/-01$/);
});

test('a span has its children until it ends, and its first failure', async () => {
  const { tracing, collector } = await recording();
  const { span } = tracing.begin(start);
  const child = span?.child('part', 'client', { 'masar.subgraph': 'users' });
  child?.fail('SUBGRAPH_TIMEOUT');
  child?.fail('INTERNAL_SERVER_ERROR');
  child?.end();
  span?.end();
  expect(span?.child('late')).toBeUndefined();
  await until(() => collector.spans.length === 2);
  expect(collector.spans.find(({ name }) => name === 'part')).toMatchObject({
    parentSpanId: parseTraceparent(span?.traceparent)?.spanId,
    status: 2,
    attributes: { 'masar.subgraph': 'users', 'error.type': 'SUBGRAPH_TIMEOUT' },
  });
  expect(collector.spans.find(({ name }) => name === 'work')?.status).toBe(0);
});

test('protobuf is sent by default', async () => {
  const types: unknown[] = [];
  const server = await startHttpServer((request, response) => {
    types.push(request.headers['content-type']);
    response.end();
  });
  running.push(server);
  const tracing = await open({ ...settingsFor(server.origin), protocol: 'http/protobuf' });
  tracing.begin(start).span?.end();
  await until(() => types.length > 0);
  expect(types).toEqual(['application/x-protobuf']);
});

test('what waits is sent when the service stops', async () => {
  const collector = await startTraceCollector();
  running.push(collector);
  const tracing = await open(settingsFor(collector.url, {}, { delay: 60_000 }));
  tracing.begin(start).span?.end();
  await tracing.stop();
  expect(collector.spans).toHaveLength(1);
});

test('a collector that does not answer holds no stop, and a bounded number of spans', async () => {
  const requests: string[] = [];
  const responses: ServerResponse[] = [];
  const server = await startHttpServer((request, response) => {
    responses.push(response);
    request.on('data', (chunk: Buffer) => requests.push(chunk.toString()));
  });
  const tracing = await open(settingsFor(server.origin, {}, { queueSize: 3, batchSize: 1 }));
  running.pop();
  tracing.begin(start).span?.end();
  await until(() => requests.length === 1);
  for (let at = 0; at < 10; at++) tracing.begin(start).span?.end();
  await tracing.stop();
  expect(responses.every(({ closed }) => !closed)).toBe(true);
  await until(() => requests.length === 4);
  for (const response of responses) response.end('{}');
  await server.stop();
});

test('a collector that refuses is logged, without what it said', async () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => lines.push(line) } });
  const server = await startHttpServer((_request, response) => void response.writeHead(400).end('of +966500000001'));
  running.push(server);
  const tracing = await open(settingsFor(server.origin), log);
  tracing.begin(start).span?.end();
  await until(() => lines.length > 0);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 40, msg: 'traces could not be exported', spans: 1 });
  expect(lines.join()).not.toContain('966');
});

import { describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { freePort } from '#test-kit/free-port.ts';
import { Metrics } from './metrics.ts';
import { PortTaken } from './port-taken.ts';

test('counts requests by the pattern of their route and their status, not by their path', async () => {
  const metrics = new Metrics('test');
  const app = Fastify();
  metrics.observe(app);
  metrics.addRoute(app);
  app.get('/items/:id', async (_request, reply) => reply.code(418).send());
  const url = await app.listen({ port: await freePort(), host: '127.0.0.1' });
  const get = (path: string) => fetch(new URL(path, url));
  for (const path of ['/items/1', '/items/2', '/nowhere/a', '/nowhere/b?x=1']) await (await get(path)).text();
  const scrape = await get('/metrics');
  const text = await scrape.text();
  await app.close();
  expect(scrape.headers.get('content-type')).toMatch(/^text\/plain/);
  const counts = text.split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count'));
  expect(counts.toSorted()).toEqual([
    'http_request_duration_seconds_count{method="GET",route="/items/:id",status="418",service="test"} 2',
    'http_request_duration_seconds_count{method="GET",route="none",status="404",service="test"} 2',
  ]);
});

test('keeps the metrics of services in one process apart, and reads gauges at the scrape', async () => {
  const [one, other] = [new Metrics('one'), new Metrics('other')];
  let live = 1;
  one.countLive({
    live: () => live,
    counts: () => ({ sockets: 3, received: 4, sent: 5 }),
    stop: async () => {},
  });
  one.errors.inc({ code: 'NOT_FOUND' });
  live = 2;
  expect(await one.registry.metrics()).toContain('live_subscriptions{service="one"} 2');
  for (const line of [
    'websocket_connections{service="one"} 3',
    'websocket_frames_total{direction="received",service="one"} 4',
    'websocket_frames_total{direction="sent",service="one"} 5',
  ]) {
    expect(await one.registry.metrics()).toContain(line);
  }
  expect(await one.registry.metrics()).toContain('graphql_errors_total{code="NOT_FOUND",service="one"} 1');
  expect(await other.registry.metrics()).not.toContain('NOT_FOUND');
});

describe('gauges that are read together', () => {
  const valuesOf = async (metrics: Metrics) =>
    (await metrics.registry.metrics()).split('\n').filter((line) => /^(one|two)\{/.test(line));

  test('are read once for a scrape', async () => {
    const metrics = new Metrics('test');
    let reads = 0;
    metrics.readings({ one: 'One', two: 'Two' }, async () => ({ one: ++reads, two: 2 }));
    expect(await valuesOf(metrics)).toEqual(['one{service="test"} 1', 'two{service="test"} 2']);
    expect(await valuesOf(metrics)).toEqual(['one{service="test"} 1', 'two{service="test"} 2']);
    expect(reads).toBe(1);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('away'))],
    ['never ends', () => new Promise<never>(() => {})],
  ])('have no value when the reading %s', async (_, read) => {
    const metrics = new Metrics('test');
    metrics.readings({ one: 'One', two: 'Two' }, read);
    expect(await valuesOf(metrics)).toEqual([]);
  });
});

test('serves only the metrics on a port of their own, until it is stopped', async () => {
  const port = await freePort();
  const metrics = new Metrics('test');
  const running = await metrics.listen(port, '127.0.0.1');
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
  await expect(metrics.listen(port, '127.0.0.1')).rejects.toThrow(PortTaken);
  await running.stop();
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
});

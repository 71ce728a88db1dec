import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { hasChromium, startChromium } from '#test-kit/chromium.ts';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { until } from '#test-kit/until.ts';
import { startTickingGraph, type TickingGraph } from '../../gateway/testing/ticking-graph.ts';

/** A page that uses the gateway in every way, and shows what it read by each: text, or `refused`. */
const page = (gateway: string): string => `<!doctype html>
<output id="query"></output><output id="stream"></output><output id="event-source"></output><output id="socket"></output>
<script>
  const url = ${JSON.stringify(gateway)};
  const show = (id, text) => { document.getElementById(id).textContent += text; };
  const headers = { 'content-type': 'application/json', authorization: 'Bearer any' };
  const query = 'subscription { ticks { n } }';

  fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: '{ hello }' }) })
    .then(async (response) => show('query', await response.text() + response.headers.has('x-request-id')))
    .catch(() => show('query', 'refused'));

  fetch(url, { method: 'POST', headers: { ...headers, accept: 'text/event-stream' }, body: JSON.stringify({ query }) })
    .then(async ({ body }) => {
      for await (const text of body.pipeThrough(new TextDecoderStream())) show('stream', text);
    })
    .catch(() => show('stream', 'refused'));

  const source = new EventSource(url + '?' + new URLSearchParams({ query }));
  source.addEventListener('next', ({ data }) => show('event-source', data));
  source.addEventListener('error', () => { source.close(); show('event-source', 'refused'); });

  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  socket.onopen = () => socket.send('{"type":"connection_init"}');
  socket.onerror = () => show('socket', 'refused');
  socket.onmessage = ({ data }) => {
    const { type } = JSON.parse(data);
    if (type === 'connection_ack') socket.send(JSON.stringify({ id: 's', type: 'subscribe', payload: { query } }));
    else show('socket', data);
  };
</script>
`;

const inChromium = hasChromium('CORS in a real browser') ? describe : describe.skip;

inChromium('a page in Chromium', () => {
  let graph: TickingGraph;
  let browser: Browser;
  let listed: TestHttpServer;
  let unlisted: TestHttpServer;

  beforeAll(async () => {
    const site = () =>
      startHttpServer((_, response) => response.setHeader('content-type', 'text/html').end(page(graph.url)));
    [listed, unlisted, browser] = await Promise.all([site(), site(), startChromium()]);
    const http = { origins: [listed.origin], introspection: 'all', explorers: true, compression: true } as const;
    graph = await startTickingGraph({ settings: { http } });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await Promise.all([listed, unlisted, graph].map((each) => each?.stop()));
  });

  const ids = ['query', 'stream', 'event-source', 'socket'];

  /** Opens the page of a site. The result reads what it shows. */
  async function open({ origin }: TestHttpServer) {
    const opened = await (await browser.newContext()).newPage();
    await opened.goto(origin);
    return () => Promise.all(ids.map(async (id) => (await opened.locator(`#${id}`).textContent()) ?? ''));
  }

  test('of a listed origin reads a query, an event stream, an EventSource and a WebSocket', async () => {
    const shown = await open(listed);
    await graph.listening(3);
    graph.tick(7);
    await until(async () => (await shown()).every((text) => text !== ''), 30_000);
    const [query, ...subscriptions] = await shown();
    expect(query).toBe('{"data":{"hello":"hello you"}}true');
    for (const text of subscriptions) expect(text).toContain('{"data":{"ticks":{"n":7}}}');
    expect(await shown()).not.toContain('refused');
  }, 60_000);

  test('of another origin reads none of them', async () => {
    const shown = await open(unlisted);
    await until(async () => (await shown()).every((text) => text !== ''), 30_000);
    expect(await shown()).toEqual(ids.map(() => 'refused'));
  }, 60_000);
});

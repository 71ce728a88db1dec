import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { accepts, ended, refusal } from '../../testing/raw-stream.ts';
import { startTickingGraph, type TickingGraph } from '../../testing/ticking-graph.ts';

let graph: TickingGraph;

beforeAll(async () => {
  graph = await startTickingGraph();
});

afterEach(() => graph.close());

afterAll(() => graph.stop());

const ticks = { query: 'subscription { ticks { n item { fact } } }' };

describe('without a media type of subscriptions', () => {
  const names = /graphql-transport-ws.*text\/event-stream.*multipart\/mixed;subscriptionSpec=1\.0/;

  test.each([
    ['none', undefined, 200],
    ['JSON', 'application/json', 200],
    ['the media type with statuses', 'application/graphql-response+json', 400],
    ['anything', '*/*', 200],
    ['any text', 'text/*, */*;q=0.1', 200],
    ['another multipart type', 'multipart/mixed;deferSpec=20220824,application/json', 200],
    ['an event stream excluded', 'text/event-stream;q=0, */*', 200],
  ])('a subscription is refused, and the message names the transports: %s', async (_, accept, status) => {
    for (const options of [{}, { search: ticks, headers: { 'apollo-require-preflight': '1' } }]) {
      const stream = await graph.send('search' in options ? null : ticks, accept, options);
      const type = status === 400 ? 'application/graphql-response+json' : 'application/json';
      expect(await refusal(stream)).toEqual([status, type, 'OPERATION_NOT_ALLOWED']);
      expect(JSON.parse(stream.text()).errors[0].message).toMatch(names);
    }
  });

  test('the message is in Arabic for a client that prefers it', async () => {
    const stream = await graph.send(ticks, undefined, { headers: { 'accept-language': 'ar' } });
    await ended(stream);
    const { message } = JSON.parse(stream.text()).errors[0];
    expect(message).toMatch(/[؀-ۿ]/);
    expect(message).toMatch(names);
  });
});

describe('a query or a mutation', () => {
  test('is one event, and complete', async () => {
    for (const [body, data] of [
      [{ query: '{ hello(name: "خط") }' }, { hello: 'hello خط' }],
      [{ query: 'mutation { ping }' }, { ping: 1 }],
    ]) {
      const stream = await graph.send(body as { query: string }, accepts.eventStream);
      await ended(stream);
      expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
      expect(stream.text()).toBe(`event: next\ndata: ${JSON.stringify({ data })}\n\nevent: complete\ndata:\n\n`);
    }
  });

  test('is JSON for a client that also accepts subscriptions', async () => {
    for (const [accept, type] of [
      [accepts.apollo, 'application/graphql-response+json'],
      ['application/json, text/event-stream', 'application/json'],
      ['text/event-stream;q=0.5, application/json', 'application/json'],
    ]) {
      const stream = await graph.send({ query: '{ hello }' }, accept);
      await ended(stream);
      expect(stream.headers['content-type']).toBe(`${type}; charset=utf-8`);
      expect(JSON.parse(stream.text())).toEqual({ data: { hello: 'hello you' } });
    }
  });

  test('is 406 when the client accepts nothing but multipart subscriptions', async () => {
    expect(await refusal(await graph.send({ query: '{ hello }' }, accepts.multipart))).toEqual([
      406,
      'application/json',
      'BAD_REQUEST',
    ]);
  });
});

describe('a request that a page of another site can send', () => {
  test('runs as a subscription alone, and then without credentials', async () => {
    const stream = await graph.send(null, accepts.eventStream, {
      search: ticks,
      headers: { cookie: 'a=1' },
    });
    expect(stream.status).toBe(200);
    expect(Object.keys(stream.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    await graph.listening();
    const { headers, parameters } = graph.subgraph('feed').connections.at(-1) ?? {};
    expect([headers?.cookie, parameters]).toEqual([undefined, {}]);
  });

  test.each([
    ['a query', '{ hello }', accepts.eventStream],
    ['a mutation', 'mutation { ping }', accepts.eventStream],
    ['a multipart subscription', ticks.query, accepts.multipart],
    ['a subscription as JSON', ticks.query, 'application/json'],
  ])('is refused as %s', async (_, query, accept) => {
    const pings = graph.pings();
    expect(await refusal(await graph.send(null, accept, { search: { query } }))).toEqual([
      400,
      'application/json',
      'BAD_REQUEST',
    ]);
    const headers = { 'content-type': 'text/plain' };
    const posted = await graph.send(null, accept, { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(await refusal(posted)).toEqual([400, 'application/json', 'BAD_REQUEST']);
    expect(graph.pings()).toBe(pings);
  });

  test('runs nothing as HEAD', async () => {
    const before = graph.subgraph('feed').subscriptions.length;
    const stream = await graph.send(null, accepts.eventStream, { method: 'HEAD', search: ticks });
    await ended(stream);
    expect(stream.status).toBe(400);
    expect(graph.subgraph('feed').subscriptions).toHaveLength(before);
  });
});

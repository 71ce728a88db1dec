import { Agent } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { clockSkew } from '#platform/security/clock-skew.ts';
import { until } from '#test-kit/until.ts';
import { accepts, ended, partsOf, refusal, resultsOf } from '../../testing/raw-stream.ts';
import { startTickingGraph, type TickingGraph } from '../../testing/ticking-graph.ts';

let graph: TickingGraph;
let expiresAt = Number.MAX_SAFE_INTEGER;

beforeAll(async () => {
  graph = await startTickingGraph({
    settings: { streams: { perProcess: 100, perAddress: 3 } },
    expiresAt: () => expiresAt,
  });
});

afterEach(() => graph.close());

afterAll(() => graph.stop());

const ticks = { query: 'subscription { ticks { n item { fact } } }' };
const event = (n: number) => ({ data: { ticks: { n, item: { fact: `fact i${n}` } } } });

describe('a subscription', () => {
  test.each([
    ['an event stream', accepts.eventStream, resultsOf, 'event: next'],
    [
      'a multipart response',
      accepts.multipart,
      (text: string) => partsOf(text).map(({ payload }) => payload),
      'payload',
    ],
    [
      'a multipart response for Apollo Client',
      accepts.apollo,
      (text: string) => partsOf(text).map(({ payload }) => payload),
      'payload',
    ],
  ])('is %s with its events in order, until the client leaves', async (_, accept, read, marker) => {
    const stream = await graph.send(ticks, accept);
    expect(stream.status).toBe(200);
    await graph.listening();
    for (const n of [1, 2, 3]) graph.tick(n);
    await stream.sees(marker, 3);
    expect(read(stream.text())).toEqual([event(1), event(2), event(3)]);
    stream.close();
    await graph.listening(0);
    await until(() => graph.subgraph('feed').activeSubscriptions() === 0);
  });

  test('is complete when its subgraph completes it', async () => {
    const [events, parts] = await Promise.all(
      [accepts.eventStream, accepts.multipart].map((each) => graph.send(ticks, each)),
    );
    await graph.listening(2);
    graph.complete();
    for (const stream of [events, parts]) await until(() => stream?.ended() === true);
    expect(events?.text()).toBe(':\n\nevent: complete\ndata:\n\n');
    expect(parts?.text()).toMatch(/\{\}\r\n--graphql--\r\n$/);
  });

  test('keeps the digits of long integers, and the key __proto__', async () => {
    const query = 'subscription { ticks { __proto__: n big text } }';
    const [events, parts] = await Promise.all(
      [accepts.eventStream, accepts.multipart].map((each) => graph.send({ query }, each)),
    );
    await graph.listening(2);
    graph.tick(1, { big: 12345678901234567890n, text: '\r\n--graphql--\r\n\nevent: complete\n\n' });
    const json =
      '{"data":{"ticks":{"__proto__":1,"big":12345678901234567890,"text":"\\r\\n--graphql--\\r\\n\\nevent: complete\\n\\n"}}}';
    await events?.sees(`event: next\ndata: ${json}\n\n`);
    await parts?.sees(`\r\n\r\n{"payload":${json}}\r\n--graphql`);
  });

  test('goes by GET too, with its variables in the query string', async () => {
    const query = 'subscription ($s: Int) { ticks(step: $s) { n } }';
    const stream = await graph.send(null, accepts.eventStream, { search: { query, variables: '{"s":7}' } });
    await graph.listening();
    expect(graph.subgraph('feed').subscriptions.at(-1)?.variables).toEqual({ s: 7 });
    graph.tick(1);
    await stream.sees('event: next');
    expect(resultsOf(stream.text())).toEqual([{ data: { ticks: { n: 1 } } }]);
  });

  test('shares a pool of keep-alive connections with others and with queries', async () => {
    const agent = new Agent({ keepAlive: true });
    const [one, two] = await Promise.all([1, 2].map(() => graph.send(ticks, accepts.eventStream, { agent })));
    await graph.listening(2);
    const query = await graph.send({ query: '{ hello }' }, undefined, { agent });
    await ended(query);
    expect(JSON.parse(query.text())).toEqual({ data: { hello: 'hello you' } });
    graph.tick(1);
    await Promise.all([one, two].map((stream) => stream?.sees('fact i1')));
    one?.close();
    await graph.listening(1);
    graph.tick(2);
    await two?.sees('fact i2');
    agent.destroy();
  });

  test('ends with an error when its subgraph is lost', async () => {
    const stream = await graph.send(ticks, accepts.eventStream);
    await graph.listening();
    graph.subgraph('feed').terminateSockets();
    await ended(stream);
    expect(stream.text()).toContain('EVENTS_LOST');
    expect(stream.text()).toContain('event: complete');
  });
});

describe('a subscription with a token', () => {
  const secret = { query: 'subscription { secret { n } }' };
  const authorization = { authorization: 'Bearer a.b.c' };

  test('runs with it', async () => {
    const stream = await graph.send(secret, accepts.eventStream, { headers: authorization });
    await graph.listening();
    graph.tick(1);
    await stream.sees('{"data":{"secret":{"n":1}}}');
    expect(graph.subgraph('feed').connections.at(-1)?.parameters).toEqual({ Authorization: 'Bearer a.b.c' });
  });

  test.each([
    ['an event stream', accepts.eventStream],
    ['a multipart response', accepts.multipart],
  ])('ends with UNAUTHENTICATED when the token is no longer accepted: %s', async (_, accept) => {
    // A token is accepted for the clock skew after its expiry.
    expiresAt = Date.now() / 1_000 - clockSkew + 1;
    const stream = await graph.send(secret, accept, { headers: authorization });
    await ended(stream);
    const [last] = accept === accepts.eventStream ? resultsOf(stream.text()) : partsOf(stream.text());
    expect(last).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) } }],
    });
    await graph.listening(0);
  });

  test('is refused with 401 when the token is malformed', async () => {
    const stream = await graph.send(secret, accepts.eventStream, { headers: { authorization: 'Basic x' } });
    expect(await refusal(stream)).toEqual([401, 'application/json', 'UNAUTHENTICATED']);
  });
});

describe('a subscription that cannot run', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ['has a syntax error', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED'],
    ['selects an unknown field', { query: 'subscription { nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'has a condition at its root',
      { query: 'subscription { ticks @skip(if: true) { n } }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'has an unknown hash',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } },
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    ['has an invalid variable', { query: 'subscription ($s: Int!) { ticks(step: $s) { n } }' }, 'BAD_USER_INPUT'],
    ['needs a token', { query: 'subscription { secret { n } }' }, 'UNAUTHENTICATED'],
  ];

  test.each(cases)('because it %s is an event with its code', async (_, body, code) => {
    const stream = await graph.send(body, accepts.eventStream);
    await ended(stream);
    expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(resultsOf(stream.text())).toMatchObject([{ errors: [{ extensions: { code } }] }]);
    expect(stream.text()).toMatch(/\n\nevent: complete\ndata:\n\n$/);
  });

  test.each(cases)('because it %s has its code for Apollo Client', async (_, body, code) => {
    const stream = await graph.send(body, accepts.apollo);
    await ended(stream);
    const isMultipart = stream.headers['content-type']?.startsWith('multipart/mixed');
    const result = isMultipart ? partsOf(stream.text())[0]?.payload : JSON.parse(stream.text());
    expect(result).toMatchObject({ errors: [{ extensions: { code } }] });
    if (isMultipart) expect(stream.text()).toMatch(/--graphql--\r\n$/);
  });

  test('because there are as many as an address may have is RATE_LIMITED', async () => {
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => graph.send(ticks, accepts.multipart)));
    for (const { status } of others) expect(status).toBe(200);
    await graph.listening(3);
    expect(await refusal(await graph.send(ticks, accepts.eventStream))).toEqual([
      429,
      'application/json',
      'RATE_LIMITED',
    ]);
    await graph.listening(3);
    const other = await graph.send(ticks, accepts.eventStream, { headers: { 'x-forwarded-for': '10.0.0.9' } });
    expect(other.status).toBe(200);
    first?.close();
    await until(async () => (await graph.send(ticks, accepts.eventStream)).status === 200);
  });
});

test('live subscriptions are counted, and end without an end of their own when the gateway stops', async () => {
  const other = await startTickingGraph();
  const [events, parts] = await Promise.all(
    [accepts.eventStream, accepts.multipart].map((each) => other.send(ticks, each)),
  );
  await other.listening(2);
  const metrics = await (await fetch(new URL('/metrics', other.url))).text();
  expect(metrics).toMatch(/^live_subscriptions\{.*\} 2$/m);
  await other.stop();
  for (const stream of [events, parts]) await until(() => stream?.ended() === true);
  expect(events?.text()).toBe(':\n\n');
  expect(parts?.text()).toMatch(/\{\}\r\n--graphql$/);
});

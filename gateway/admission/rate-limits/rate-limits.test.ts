import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphQLFormattedError } from 'graphql';
import { rawSocket } from '../../testing/raw-socket.ts';
import { type LimitedGraph, startLimitedGraph } from './testing/limited-graph.ts';

let graph: LimitedGraph;
beforeAll(async () => {
  graph = await startLimitedGraph({
    'address-requests': 5,
    'account-requests': 3,
    'address-cost': 40,
    'account-cost': 40,
    'sign-ins': 2,
  });
});
afterAll(() => graph.stop());

const hello = '{ hello }';
const refused = { status: 429, code: 'RATE_LIMITED' };
const accepted = { status: 200, code: undefined };
let addresses = 0;
const newAddress = () => `203.0.113.${addresses++}`;
const times = async <Result>(count: number, work: () => Promise<Result>): Promise<Result[]> => {
  const results: Result[] = [];
  for (let at = 0; at < count; at++) results.push(await work());
  return results;
};
const limitOf = ({ headers }: { headers: Headers }) =>
  ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`ratelimit-${name}`)));
/** The code of the first error, of an operation that was not accepted or of its result. */
const codeOf = ({ payload }: { payload?: unknown }): string | undefined => {
  const { errors } = Array.isArray(payload) ? { errors: payload } : (payload as { errors?: GraphQLFormattedError[] });
  return errors?.[0]?.extensions?.code;
};
const authorized = async (account: string) => ({ authorization: `Bearer ${await graph.tokenOf(account)}` });

describe('an address', () => {
  test('has as many requests as its limit, and learns from the headers how many are left', async () => {
    const address = newAddress();
    const sent = await times(5, () => graph.send(address, hello));
    for (const each of sent) expect(each).toMatchObject(accepted);
    expect(sent.map((each) => limitOf(each).slice(0, 2))).toEqual([4, 3, 2, 1, 0].map((left) => [5, left]));
    const above = await graph.send(address, hello);
    expect(above).toMatchObject(refused);
    const [, remaining, reset] = limitOf(above);
    expect([remaining, Number(above.headers.get('retry-after'))]).toEqual([0, reset]);
    expect(JSON.parse(above.body).errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: reset });
    expect(reset).toBeGreaterThan(0);
    expect(reset).toBeLessThanOrEqual(60);
    expect(await graph.metrics()).toMatch(
      /limit_exceeded_total\{limit="address-requests",action="refused",service="gateway"\} 1$/m,
    );
  });

  test('has one limit for its IPv6 network of 64 bits', async () => {
    const sent = await times(6, () => graph.send(`2001:db8:0:${addresses}::${addresses++}`, hello));
    expect(sent.at(-1)).toMatchObject(accepted);
    const one = await times(6, () => graph.send(`2001:db8:1:1::${addresses++}`, hello));
    expect(one.at(-1)).toMatchObject(refused);
  });

  test('above its limit is refused in any media type, before its request is read', async () => {
    const address = newAddress();
    await times(5, () => graph.send(address, hello));
    for (const accept of ['application/graphql-response+json', 'text/event-stream', 'multipart/mixed', 'image/png']) {
      expect(await graph.send(address, hello, { accept })).toMatchObject(refused);
    }
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    const malformed = await fetch(graph.url, { method: 'POST', headers, body: '{' });
    expect(malformed.status).toBe(429);
  });

  test('counts requests that fail', async () => {
    const address = newAddress();
    expect((await graph.send(address, '{ nothing }')).code).toBe('GRAPHQL_VALIDATION_FAILED');
    const [, remaining] = limitOf(await graph.send(address, '{'));
    expect(remaining).toBe(3);
  });
});

test('an account has one limit, whatever its addresses', async () => {
  const headers = await authorized('p_requests');
  const sent = await times(3, () => graph.send(newAddress(), hello, headers));
  for (const each of sent) expect(each).toMatchObject(accepted);
  const address = newAddress();
  expect(await graph.send(address, hello, headers)).toMatchObject(refused);
  expect(await graph.send(address, hello)).toMatchObject(accepted);
  expect(await graph.send(address, hello, await authorized('p_other'))).toMatchObject(accepted);
});

describe('the cost of operations', () => {
  const costs40 = 'mutation { a: other b: other c: other d: other }';
  const costs1 = '{ things { id } }';

  test('counts for the address of an anonymous client', async () => {
    const address = newAddress();
    const within = await graph.send(address, costs40);
    expect(within).toMatchObject(accepted);
    expect(limitOf(within).slice(0, 2)).toEqual([40, 0]);
    expect(await graph.send(address, costs1)).toMatchObject(refused);
    // What costs nothing is not refused.
    expect(await graph.send(address, hello)).toMatchObject(accepted);
    expect(await graph.send(address, costs1, await authorized('p_same_address'))).toMatchObject(accepted);
  });

  test('counts for the account of a client that has one', async () => {
    const headers = await authorized('p_cost');
    expect(await graph.send(newAddress(), costs40, headers)).toMatchObject(accepted);
    const address = newAddress();
    expect(await graph.send(address, costs1, headers)).toMatchObject(refused);
    expect(await graph.send(address, costs40)).toMatchObject(accepted);
  });

  test('refuses a subscription over HTTP with 429 too', async () => {
    for (const accept of ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
      const address = newAddress();
      await graph.send(address, costs40);
      const sent = await graph.send(address, 'subscription { things { id } }', { accept });
      expect(sent).toMatchObject(refused);
      expect(Number(sent.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  test('counts over a WebSocket', async () => {
    const socket = await rawSocket(graph.url, {}, { 'x-forwarded-for': newAddress() });
    const codes: (string | undefined)[] = [];
    for (const [id, query] of [costs40, costs1, 'subscription { things { id } }'].entries()) {
      socket.subscribe(String(id), query);
      codes.push(codeOf(await socket.next(String(id))));
    }
    expect(codes).toEqual([undefined, 'RATE_LIMITED', 'RATE_LIMITED']);
    expect(socket.closed).toBe(false);
    socket.terminate();
  });
});

describe('signing in', () => {
  const signIn = 'mutation { signInWithOtp }';

  test('has a stricter limit by address', async () => {
    const address = newAddress();
    expect((await times(2, () => graph.send(address, signIn))).map(({ status }) => status)).toEqual([200, 200]);
    expect(await graph.send(address, signIn)).toMatchObject(refused);
    expect(await graph.send(address, hello)).toMatchObject(accepted);
  });

  test('counts each alias', async () => {
    const sent = await graph.send(newAddress(), 'mutation { a: signInWithOtp b: signInWithOtp c: signInWithOtp }');
    expect(sent).toMatchObject(refused);
    expect(graph.subgraph('tiny').requests.filter(({ query }) => query.includes('c: signIn'))).toEqual([]);
  });
});

test('an operation that only signs in counts for its address alone, and its token goes no further', async () => {
  const signIn = 'mutation { signInWithOtp }';
  const headers = await authorized('p_signing_in');
  for (const authorization of [headers.authorization, 'Bearer a.b.c', 'Basic x']) {
    expect(await graph.send(newAddress(), signIn, { authorization })).toMatchObject(accepted);
    expect(graph.subgraph('tiny').requests.at(-1)?.headers.authorization).toBeUndefined();
  }
  expect(limitOf(await graph.send(newAddress(), hello, headers)).slice(0, 2)).toEqual([3, 2]);
  const address = newAddress();
  expect(await graph.send(address, 'mutation { signInWithOtp other }', headers)).toMatchObject(accepted);
  expect(graph.subgraph('tiny').requests.at(-1)?.headers).toMatchObject(headers);
  const socket = await rawSocket(graph.url, { Authorization: headers.authorization }, { 'x-forwarded-for': address });
  socket.subscribe('1', signIn);
  await socket.next('1');
  expect(graph.subgraph('tiny').requests.at(-1)?.headers.authorization).toBeUndefined();
  socket.terminate();
});

describe('over a WebSocket', () => {
  test('an operation above a limit gets an error, and the socket lives', async () => {
    const token = await graph.tokenOf('p_socket');
    const socket = await rawSocket(
      graph.url,
      { Authorization: `Bearer ${token}` },
      { 'x-forwarded-for': newAddress() },
    );
    const codes: (string | undefined)[] = [];
    for (let id = 0; id < 4; id++) {
      socket.subscribe(String(id), hello);
      codes.push(codeOf(await socket.next(String(id))));
    }
    expect(codes).toEqual([undefined, undefined, undefined, 'RATE_LIMITED']);
    expect(socket.closed).toBe(false);
    socket.terminate();
  });

  test('each connection counts as a request of its address', async () => {
    const address = newAddress();
    const opened = await times(5, () => graph.upgrade(address));
    expect(opened.map(({ status }) => status)).toEqual([101, 101, 101, 101, 101]);
    const { status, retryAfter } = await graph.upgrade(address);
    expect(status).toBe(429);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(await graph.send(address, hello)).toMatchObject(refused);
  });
});

test('a limit that is only measured counts, and refuses nothing', async () => {
  const measured = await startLimitedGraph({ 'address-requests': 1 }, { measuredLimits: ['address-requests'] });
  try {
    const sent = await times(3, () => measured.send('203.0.113.1', hello));
    for (const each of sent) {
      expect(each).toMatchObject(accepted);
      expect(each.headers.get('retry-after')).toBeNull();
    }
    expect(await measured.metrics()).toMatch(
      /limit_exceeded_total\{limit="address-requests",action="measured",service="gateway"\} 2$/m,
    );
  } finally {
    await measured.stop();
  }
});

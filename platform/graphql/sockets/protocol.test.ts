import { afterEach, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { until } from '#test-kit/until.ts';
import { rateLimited } from '../../errors/refusal.ts';
import { asGraphQLError } from '../as-graphql-error.ts';
import { SubscriptionEnded } from './subscription-ended.ts';
import {
  startSocketServer,
  subscribeTo,
  type TestClient,
  type TestSocketOptions,
  type TestSocketServer,
} from './testing/socket-server.ts';

let server: TestSocketServer;

const start = async (options?: TestSocketOptions) => {
  server = await startSocketServer(options);
};

afterEach(() => server.stop());

const errorsOf = (payload: unknown) => payload as { extensions: { code: string; requestId: string } }[];

describe('a socket is closed', () => {
  test('without a connection_init in time', async () => {
    await start({ initTimeout: 100 });
    const client = await server.connect({ parameters: null });
    expect(await client.closed).toEqual([4408, 'Connection initialisation timeout']);
  });

  test('on an operation before connection_init', async () => {
    await start();
    const client = await server.connect({ parameters: null });
    client.send(subscribeTo('forever', '1'));
    expect((await client.closed)[0]).toBe(4401);
  });

  test('without the message of an internal error, which is in the log', async () => {
    await start();
    const client = await server.connect();
    client.send({ type: 'subscribe', id: '1', payload: { query: '{' } });
    expect(await client.closed).toEqual([4500, 'Internal server error']);
    expect(server.logged.map(({ msg }) => msg)).toEqual(['a message of a socket could not be handled']);
  });
});

describe('errors', () => {
  test.each([
    ['ar-SA, en;q=0.5', /[؀-ۿ]/],
    ['fr', /^Something/],
  ])("are in the upgrade's language: %s", async (language, message) => {
    await start();
    const client = await server.connect({ headers: { 'accept-language': language } });
    client.send({ type: 'subscribe', id: '1', payload: { query: '{ n }' } });
    expect(await client.received('next')).toEqual({
      data: { n: null },
      errors: [
        {
          message: expect.stringMatching(message),
          path: ['n'],
          locations: expect.any(Array),
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
        },
      ],
    });
  });

  test('of an invalid operation have the same shape', async () => {
    await start();
    const client = await server.connect();
    client.send({ type: 'subscribe', id: '1', payload: { query: '{ nothing }' } });
    expect(await client.received('error')).toMatchObject([{ extensions: { requestId: expect.any(String) } }]);
  });

  test('that end a subscription are one message, in their shape, without a complete', async () => {
    const errors = [asGraphQLError(rateLimited()), new GraphQLError('lost', { extensions: { code: 'NOT_FOUND' } })];
    await start({ endWith: () => new SubscriptionEnded(errors) });
    const client = await server.connect();
    client.send(subscribeTo('ended', '1'));
    const codes = errorsOf(await client.received('error', '1')).map(({ extensions }) => extensions.code);
    expect(codes).toEqual(['RATE_LIMITED', 'NOT_FOUND']);
    client.send({ type: 'ping' });
    await client.received('pong');
    expect(client.messages.map(({ type }) => type)).toEqual(['connection_ack', 'next', 'error', 'pong']);
  });

  test('of any other kind end a subscription without their message', async () => {
    await start();
    const client = await server.connect();
    client.send(subscribeTo('ended', '1'));
    expect(JSON.stringify(await client.received('error', '1'))).toMatch(/INTERNAL_SERVER_ERROR(?!.*select)/);
  });
});

describe("an operation's request id", () => {
  const failing = (id: string, extensions = {}) => ({
    type: 'subscribe',
    id,
    payload: { query: '{ n }', extensions },
  });
  const requestIdOf = (payload: unknown) => errorsOf((payload as { errors: unknown }).errors)[0]?.extensions.requestId;

  test('is its own, and that of its errors', async () => {
    await start();
    const client = await server.connect();
    client.send(failing('1'), failing('2', { requestId: 'chosen-by-the-client' }));
    const ids = [requestIdOf(await client.received('next', '1')), requestIdOf(await client.received('next', '2'))];
    expect(ids).toEqual(server.prepared.map(({ scope }) => scope.requestId));
    expect(new Set([...ids, 'chosen-by-the-client']).size).toBe(3);
    expect(server.prepared.map(({ id }) => id)).toEqual(['1', '2']);
  });

  test('may be chosen by the gateway, when it is well-formed', async () => {
    await start({ acceptRequestIds: true });
    const client = await server.connect();
    const chosen = '0190f0a0-0000-7000-8000-000000000000';
    client.send(
      failing('1', { requestId: chosen }),
      failing('2', { requestId: 'a b' }),
      failing('3', { requestId: 7 }),
    );
    expect(requestIdOf(await client.received('next', '1'))).toBe(chosen);
    for (const id of ['2', '3']) expect(requestIdOf(await client.received('next', id))).toMatch(/^[\w-]{36}$/);
  });
});

describe('an operation id that is used again', () => {
  const nexts = ({ messages }: TestClient) =>
    messages.flatMap(({ type, payload }) =>
      type === 'next' ? [(payload as { data: { texts: string } }).data.texts] : [],
    );

  test('at once after the operation before it belongs to the new one alone', async () => {
    await start();
    const client = await server.connect();
    const complete = { type: 'complete', id: '1' };
    client.send(subscribeTo('texts', '1'), complete, subscribeTo('texts', '1'), complete, subscribeTo('texts', '1'));
    await until(() => server.prepared.length === 3 && server.sockets.live() === 1 && server.texts.size === 1);
    client.send(complete, subscribeTo('texts', '1'), { type: 'ping' });
    await client.received('pong');
    await until(() => server.prepared.length === 4 && server.sockets.live() === 1 && server.texts.size === 1);
    for (const texts of server.texts) texts.push({ texts: 'x' });
    await until(() => nexts(client).length > 0);
    client.send(complete);
    await until(() => server.texts.size === 0);
    expect([nexts(client), client.messages.map(({ type }) => type)]).toEqual([
      ['x'],
      ['connection_ack', 'pong', 'next'],
    ]);
  });

  test.each(['1', 'é'.repeat(100)])('before the client has completed it closes the socket: %s', async (id) => {
    await start();
    const client = await server.connect();
    client.send(subscribeTo('texts', id), subscribeTo('texts', id));
    expect((await client.closed)[0]).toBe(4409);
    expect(server.logged).toEqual([]);
  });
});

describe('the log', () => {
  test('has no line about a client that is cut off', async () => {
    await start();
    const clients = await Promise.all(Array.from({ length: 5 }, () => server.connect()));
    for (const client of clients) client.send(subscribeTo('texts', '1'), subscribeTo('forever', '2'));
    await until(() => server.sockets.live() === 10);
    for (const [index, { socket }] of clients.entries()) {
      if (index % 2) socket.terminate();
      // A reset instead of an end, at which a write of the server fails.
      else (socket as unknown as { _socket: { resetAndDestroy(): void } })._socket.resetAndDestroy();
    }
    for (const texts of server.texts) texts.push({ texts: 'x'.repeat(100_000) });
    await until(() => server.sockets.live() === 0);
    expect(server.texts.size).toBe(0);
    expect(server.logged).toEqual([]);
  });
});

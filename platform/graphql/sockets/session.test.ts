import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { until } from '#test-kit/until.ts';
import { eventOf } from '../../messaging/inbox/testing/inbox-database.ts';
import { startSocketServer, subscribeTo, type TestSocketServer } from './testing/socket-server.ts';

let server: TestSocketServer;

beforeEach(async () => {
  server = await startSocketServer({ closeTimeout: 2_000 });
});

afterEach(() => server.stop());

describe('the token', () => {
  test('comes in connection_init, in either spelling; without one the viewer is anonymous', async () => {
    for (const parameters of [{ Authorization: 'Bearer 60000' }, { authorization: 'Bearer 60000' }, {}]) {
      const client = await server.connect({ parameters });
      client.send(subscribeTo('forever', '1'));
      await client.received('next');
    }
    expect(server.prepared.map(({ session: { viewer, token } }) => [viewer?.id, token])).toEqual([
      ['p_1', '60000'],
      ['p_1', '60000'],
      [undefined, null],
    ]);
  });

  test.each([{ Authorization: 'Bearer bad' }, { Authorization: 'Basic x' }, { Authorization: 7 }])(
    'closes the socket with 4403 when it is invalid: %j',
    async (parameters) => {
      expect(await (await server.connect({ parameters })).closed).toEqual([4403, 'Forbidden']);
    },
  );

  test('closes the socket with 4403 when it expires, and aborts its signal', async () => {
    const client = await server.connect({ parameters: { Authorization: 'Bearer 1000' } });
    client.send(subscribeTo('forever', '1'));
    await client.received('next');
    const [{ session } = { session: undefined }] = server.prepared;
    expect(session?.closed.aborted).toBe(false);
    expect(await client.closed).toEqual([4403, 'Token expired']);
    expect(session?.closed.aborted).toBe(true);
  });

  test.each([1e14, -1_000])(
    'that expires in the far future, or is accepted by clock skew, leaves the socket open: %d',
    async (token) => {
      const client = await server.connect({ parameters: { Authorization: `Bearer ${token}` } });
      await client.received('connection_ack');
      await sleep(30);
      expect(client.socket.readyState).toBe(WebSocket.OPEN);
    },
  );

  test('that cannot be verified now closes the socket with 1013: try again later', async () => {
    const client = await server.connect({ parameters: { Authorization: 'Bearer lost' } });
    expect(await client.closed).toEqual([1013, 'Try again later']);
    expect(client.messages).toEqual([]);
  });
});

describe('a session that ends', () => {
  const ended = [
    eventOf('p_1', { type: 'auth.session-ended.v1', data: { sid: 'az_1' } }),
    eventOf('p_1', { type: 'users.account-deactivated.v1', data: { accountId: 'p_1' } }),
    eventOf('p_1', { type: 'users.account-deleted.v1', data: { accountId: 'p_1' } }),
  ];

  test.each(ended)('closes its sockets with 4403, and no other: $type', async (event) => {
    const mine = [0, 1].map(() => server.connect({ parameters: { Authorization: 'Bearer 60000' } }));
    const anonymous = await server.connect();
    const clients = await Promise.all(mine);
    for (const client of [...clients, anonymous]) client.send(subscribeTo('texts', '1'));
    await until(() => server.sockets.live() === 3);
    server.revoked.apply([event]);
    expect(server.sockets.live()).toBe(1);
    for (const client of clients) expect(await client.closed).toEqual([4403, 'Session ended']);
    expect(anonymous.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('gets and starts nothing from that moment, though its client leaves the socket open', async () => {
    const client = await server.connect({ parameters: { Authorization: 'Bearer 60000' } });
    client.send(subscribeTo('texts', 'one'));
    await until(() => server.texts.size === 1);
    const [texts] = server.texts;
    texts?.push({ texts: 'before' });
    await client.received('next', 'one');
    // A client that ignores the close frame, as ws would not.
    Object.assign(client.socket, { close: () => {} });
    client.socket.on('message', () => {});
    server.revoked.apply(ended.slice(0, 1));
    texts?.push({ texts: 'after' });
    expect(server.texts.size).toBe(0);
    client.send(subscribeTo('texts', 'two'), { type: 'ping' });
    await client.closed;
    expect(client.messages.map(({ type, id }) => [type, id])).toEqual([
      ['connection_ack', undefined],
      ['next', 'one'],
    ]);
    expect(server.prepared).toHaveLength(1);
  });

  test('is refused when it ended before', async () => {
    server.revoked.apply(ended.slice(0, 1));
    const client = await server.connect({ parameters: { Authorization: 'Bearer 60000' } });
    expect(await client.closed).toEqual([4403, 'Forbidden']);
  });

  test('can be ended by an operation, with the same code', async () => {
    const client = await server.connect({ parameters: { Authorization: 'Bearer 60000' } });
    client.send(subscribeTo('texts', '1'));
    await until(() => server.prepared.length === 1);
    server.prepared[0]?.session.expire();
    expect(await client.closed).toEqual([4403, 'Forbidden']);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type WebSocket, WebSocketServer } from 'ws';
import { idOf } from './contestants.ts';
import { Crowd } from './crowd.ts';
import { load } from './load.ts';
import { dataOf, firstRound, subscriptionOf } from './trips.ts';

interface Client {
  socket: WebSocket;
  id: string;
}

/** A server of one trip, which the test publishes to chosen clients. */
let server: { port: number; clients: Client[]; stop(): Promise<void> };
let crowd: Crowd | undefined;

beforeEach(async () => {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  const clients: Client[] = [];
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      const { id, type } = JSON.parse(String(data));
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type !== 'subscribe') return;
      clients.push({ socket, id });
      send({ socket, id }, firstRound);
    }),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  server = {
    port: (http.address() as AddressInfo).port,
    clients,
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
});

afterEach(async () => {
  await crowd?.close();
  crowd = undefined;
  await server.stop();
});

function send({ socket, id }: Client, round: number): void {
  socket.send(JSON.stringify({ id, type: 'next', payload: { data: dataOf({ trip: 1, round }, 'primary') } }));
}

function sendTo(clients: readonly Client[], round: number): void {
  for (const client of clients) send(client, round);
}

const sendAll = (round: number) => sendTo(server.clients, round);

async function joined(lostAfter?: number): Promise<Crowd> {
  crowd = await Crowd.join({
    port: server.port,
    size: 100,
    round: firstRound,
    ...(lostAfter === undefined ? {} : { lostAfter }),
    subscriberOf: (index) => ({
      id: idOf(index),
      query: subscriptionOf('primary'),
      variables: { tripId: 't-1' },
      dataOf: (round) => dataOf({ trip: 1, round }, 'primary'),
    }),
  });
  return crowd;
}

test('publishes the next round when every subscriber has the one before', async () => {
  const rounds: number[] = [];
  const { rounds: count } = await load(
    await joined(),
    (round) => {
      rounds.push(round);
      sendAll(round);
    },
    0,
  );
  expect(count).toBe(3);
  expect(rounds).toEqual([1, 2, 3].map((at) => firstRound + at));
});

test('answers pings', async () => {
  await joined();
  const pongs = server.clients.map(
    ({ socket }) => new Promise((resolve) => socket.once('pong', (data) => resolve(String(data)))),
  );
  for (const { socket } of server.clients) socket.ping('still there?');
  expect(new Set(await Promise.all(pongs))).toEqual(new Set(['still there?']));
});

test('a lost message fails the round', async () => {
  const all = await joined(100);
  const [, ...others] = server.clients;
  await expect(all.next((round) => sendTo(others, round))).rejects.toThrow('1 of 100 messages are lost');
});

test('a repeated message fails, even after the last round', async () => {
  const all = await joined();
  const round = all.next((next) => {
    sendAll(next);
    send(server.clients[0] as Client, next);
  });
  await expect(round.then(() => all.settle())).rejects.toThrow('twice');
});

test('a message of another round fails', async () => {
  const all = await joined();
  await expect(all.next((round) => sendAll(round + 1))).rejects.toThrow('expected');
});

test('a socket that closes, or an operation that ends, fails the round', async () => {
  const all = await joined();
  await expect(all.next(() => server.clients[3]?.socket.terminate())).rejects.toThrow();
  await all.close();
  const again = await joined();
  const { socket, id } = server.clients.at(-1) ?? {};
  await expect(again.next(() => socket?.send(JSON.stringify({ id, type: 'complete' })))).rejects.toThrow('expected');
});

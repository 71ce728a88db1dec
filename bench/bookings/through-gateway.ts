import { randomUUID } from 'node:crypto';
import { ConnectionPool } from '../../gateway/upstream/connections/connection-pool.ts';
import { httpPost } from '../../gateway/upstream/connections/http-post.ts';
import { cpuOf } from '../cpu-of.ts';
import type { Booker, Passenger } from './booker.ts';
import { startPlatform } from './running-platform.ts';

const query = `mutation BookSeats($input: BookSeatsInput!) {
  bookSeats(input: $input) { bookings { id seatNumber status price } trip { id availableSeats } }
}`;

/** Milliseconds. Nothing takes as long. */
const timeout = 60_000;

export interface GatewayBookerOptions {
  name: string;
  /** The copy of the project whose servers run. */
  root: string;
  databaseUrl: string;
}

/** Books over HTTP through the gateway and trips. The processor time is that of all processes, the clients in this one included. */
export async function gatewayBooker({ name, root, databaseUrl }: GatewayBookerOptions): Promise<Booker> {
  const platform = await startPlatform(root, databaseUrl);
  const { host, pathname, origin } = platform.url;
  const pool = new ConnectionPool({
    origin: new URL(origin),
    connections: 128,
    connectTimeout: timeout,
    idleTimeout: timeout,
    maxResponseBytes: 1024 * 1024,
  });
  const tokens = new Map<string, string>();
  /** The processor time of what is no part of a booking, in milliseconds. */
  let preparing = 0;
  /** Returns the numbers of the booked seats, or the code of the refusal. */
  const request = async (
    seats: { tripId: string; seatNumbers: number[] } | { tripId: string; seatCount: number },
    { id }: Passenger,
  ): Promise<number[] | string> => {
    const input = { ...seats, idempotencyKey: randomUUID() };
    const { text } = await httpPost(pool, {
      host,
      path: pathname,
      headers: { authorization: `Bearer ${tokens.get(id)}` },
      body: JSON.stringify({ query, variables: { input } }),
      timeout,
      signal: undefined,
      onStart: () => {},
    });
    const { data, errors } = JSON.parse(text) as {
      data: { bookSeats: { bookings: { seatNumber: number }[] } } | null;
      errors?: { extensions: { code: string } }[];
    };
    if (data && !errors) return data.bookSeats.bookings.map(({ seatNumber }) => seatNumber);
    return errors?.[0]?.extensions.code ?? 'no answer';
  };
  return {
    name,
    databaseUrl,
    maxPerSecond: 3_000,
    prepare: async (passengers) => {
      const before = cpuOf([process.pid]);
      tokens.clear();
      for (const { id, name, phone } of passengers)
        tokens.set(id, await platform.sign({ sub: id, scope: 'passenger', name, phone_number: phone }));
      preparing += cpuOf([process.pid]) - before;
    },
    processorTime: async () =>
      new Map([
        ...Object.entries(await platform.processes()).map(([service, pids]) => [service, cpuOf(pids)] as const),
        ['clients', cpuOf([process.pid]) - preparing],
      ]),
    book: async (tripId, seat, passenger) => {
      const answer = await request({ tripId, seatNumbers: [seat] }, passenger);
      if (typeof answer === 'string') return { outcome: answer };
      return { outcome: answer.length === 1 && answer[0] === seat ? 'booked' : 'another seat' };
    },
    bookAny: async (tripId, seatCount, passenger) => {
      const answer = await request({ tripId, seatCount }, passenger);
      if (typeof answer === 'string') return { outcome: answer };
      return { outcome: answer.length === seatCount ? 'booked' : 'another number of seats' };
    },
    stop: async () => {
      await pool.close();
      await platform.stop();
    },
  };
}

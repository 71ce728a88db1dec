import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { onServer } from '#platform/database/server-url.ts';
import { gatewayLimits } from '#platform/graphql/sockets/socket-limits.ts';
import { freePort } from '#test-kit/free-port.ts';
import { startTestGateway } from '#test-kit/gateway.ts';
import { testKeys } from '#test-kit/subgraph.ts';
import { silent } from '#test-kit/templates.ts';
import { perSubgraph } from '../../subgraphs/list.ts';
import { createTrips } from '../../subgraphs/trips/service.ts';
import type { Booker, Passenger } from './booker.ts';

const query = `mutation BookSeats($input: BookSeatsInput!) {
  bookSeats(input: $input) { bookings { id seatNumber status price } trip { id availableSeats } }
}`;

/** Books over HTTP through the gateway and trips, both in the process of the clients. */
export async function gatewayBooker(server: string, poolMax: number): Promise<Booker> {
  const keys = await testKeys();
  const unreachable = 'http://127.0.0.1:9/graphql';
  const urls = perSubgraph(
    (name) => name,
    () => unreachable,
  );
  const trips = await createTrips({
    settings: {
      name: 'trips',
      production: false,
      host: '127.0.0.1',
      port: await freePort(),
      logLevel: 'silent',
      metricsPort: undefined,
      database: { url: onServer(server, 'trip'), poolMax, logSql: false, wait: { tries: 1, seconds: 0 } },
      token: { issuer: '', audience: '', jwksUrl: unreachable },
      urls,
      trustedProxies: [],
      sockets: gatewayLimits(false),
      drainSeconds: 0,
      redisUrl: undefined,
      streamLayout: undefined,
      tracing: null,
      approvalMinutes: 180,
      workerInterval: 60_000,
    },
    log: silent,
    verifyToken: keys.verifyToken,
  });
  const gateway = await startTestGateway({ urls: { ...urls, trips: trips.url }, verifyToken: keys.verifyToken });
  const { origin, pathname } = new URL(gateway.url);
  const pool = new Pool(origin, { connections: 128 });
  const tokens = new Map<string, string>();
  /** Returns the numbers of the booked seats, or the code of the refusal. */
  const request = async (
    seats: { tripId: string; seatNumbers: number[] } | { tripId: string; seatCount: number },
    { id }: Passenger,
  ): Promise<number[] | string> => {
    const input = { ...seats, idempotencyKey: randomUUID() };
    const { body } = await pool.request({
      method: 'POST',
      path: pathname,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(id)}` },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const { data, errors } = (await body.json()) as {
      data: { bookSeats: { bookings: { seatNumber: number }[] } } | null;
      errors?: { extensions: { code: string } }[];
    };
    if (data && !errors) return data.bookSeats.bookings.map(({ seatNumber }) => seatNumber);
    return errors?.[0]?.extensions.code ?? 'no answer';
  };
  return {
    name: 'gateway',
    prepare: async (passengers) => {
      tokens.clear();
      for (const { id, name, phone } of passengers) {
        tokens.set(id, await keys.sign({ sub: id, scope: 'passenger', name, phone_number: phone }));
      }
    },
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
      await gateway.stop();
      await trips.stop();
    },
  };
}

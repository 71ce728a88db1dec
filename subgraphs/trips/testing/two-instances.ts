import type { RunningSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { type GraphQLAnswer, requestGraphQL, settingsOn } from '#test-kit/subgraph.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { createTrips } from '../service.ts';
import { startTrips, type TripsHarness } from './harness.ts';

/** Two instances of the trips subgraph on one database. */
export interface TwoInstances {
  trips: TripsHarness;
  second: RunningSubgraph;
  /** The URLs of the first and the second instance. */
  urls: readonly [string, string];
  /** The token of the nth passenger. */
  passengerToken(at: number): Promise<string>;
  /** The tokens of the first so many passengers. */
  passengerTokens(count: number): Promise<string[]>;
  bookAt(url: string, input: Record<string, unknown>, token: string | undefined): Promise<GraphQLAnswer>;
  seatsOf(tripId: string): Promise<{ available: number; active: number }>;
  /** Runs a locking statement, and holds its locks until the returned function is called. */
  lock(sql: string, values: unknown[]): Promise<() => Promise<void>>;
  lockTrip(tripId: string): Promise<() => Promise<void>>;
  /** Ends the connections that wait for a lock, and waits until they are gone. */
  killBlocked(): Promise<void>;
  /** Runs both functions while the trip is locked, so that the first one gets the lock first. */
  inTurn<First, Second>(
    tripId: string,
    first: () => Promise<First>,
    second: () => Promise<Second>,
  ): Promise<[First, Second]>;
  stop(): Promise<void>;
}

export async function startTwoInstances(): Promise<TwoInstances> {
  const trips = await startTrips();
  const { verifyToken, sign } = trips.keys;
  const second = await createTrips({ settings: await settingsOn(trips), log: silent, verifyToken });
  const execute = <Row>(sql: string, values: unknown[] = []) =>
    trips.orm.em.getConnection().execute<Row[]>(sql, values);
  const lock: TwoInstances['lock'] = async (sql, values) => {
    const em = trips.orm.em.fork();
    await em.begin();
    await em.execute(sql, values);
    return () => em.rollback();
  };
  const lockTrip: TwoInstances['lockTrip'] = (tripId) => lock('select from trips where id = ? for update', [tripId]);
  const passengerToken = (at: number) =>
    sign({ sub: `p_${String(at).padStart(32, '0')}`, scope: 'passenger', phone_number: '+966511111111' });
  return {
    trips,
    second,
    urls: [trips.url, second.url],
    passengerToken,
    passengerTokens: (count) => Promise.all(Array.from({ length: count }, (_, at) => passengerToken(at))),
    bookAt: (url, input, token) =>
      requestGraphQL(
        url,
        'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id seatNumber price } } }',
        { input },
        token,
      ),
    seatsOf: async (tripId) => {
      const [row] = await execute<{ available: number; active: number }>(
        `select available_seats as available, (select count(*)::int from seat_bookings
           where trip_id = t.id and status in ('PENDING', 'CONFIRMED', 'COMPLETED')) as active
         from trips t where id = ?`,
        [tripId],
      );
      if (!row) throw new Error(`no trip ${tripId}`);
      return row;
    },
    lock,
    lockTrip,
    killBlocked: async () => {
      const killed = await execute<{ pid: number }>(
        `select pid, pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      const pids = killed.map(({ pid }) => pid);
      // The pool may still hand out a killed connection, whose query fails.
      const left = () => execute('select from pg_stat_activity where pid in (?)', [pids]).catch(() => pids);
      await until(async () => (await left()).length === 0);
    },
    inTurn: async (tripId, first, next) => {
      const release = await lockTrip(tripId);
      const one = first();
      await untilBlocked(trips.orm, 1);
      const two = next();
      await untilBlocked(trips.orm, 2);
      await release();
      return [await one, await two];
    },
    stop: async () => {
      await second.stop();
      await trips.stop();
    },
  };
}

/** The error codes of the responses, sorted, with `done` for a success. */
export const outcomesOf = (answers: readonly GraphQLAnswer[]): string[] =>
  answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'done').sort();

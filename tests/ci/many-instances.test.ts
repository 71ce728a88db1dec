import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { killCommands } from '#test-kit/process.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { type Application, BookingLog, TripWatcher } from '../faults/application.ts';
import { type FaultPlatform, type Pair, startFaultPlatform } from '../faults/platform.ts';

const overRedis = hasRedis('two gateways and two trips in processes of their own') ? describe : describe.skip;

/** A driver whose trips have twelve seats. */
const driver = demoAccounts.drivers[2];
const passenger = demoAccounts.passengers[0];

overRedis('two gateways and two trips, of which each gateway uses one', () => {
  let platform: FaultPlatform;
  let tripId: string;
  let token: string;
  let watchers: TripWatcher[];
  let logs: BookingLog[];
  const booked: string[] = [];

  beforeAll(async () => {
    platform = await startFaultPlatform(2);
    token = await platform.keys.sign({ sub: passenger.id, scope: 'passenger', phone_number: passenger.phoneNumber });
    const query = 'query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }';
    const found = await requestGraphQL(platform.pairs[0]?.url ?? '', query, { f: { driverId: driver.id } });
    tripId = found.data.trips.edges[0].node.id;
    const on = ({ url }: Pair, query: string) => ({ url, token, query, variables: { id: tripId } });
    watchers = platform.pairs.map(
      (pair) =>
        new TripWatcher('graphql-ws', {
          ...on(pair, 'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats } }'),
        }),
    );
    logs = platform.pairs.map(
      (pair) => new BookingLog('graphql-ws', on(pair, 'subscription ($id: ID) { bookingUpdated(tripId: $id) { id } }')),
    );
    for (const each of [...watchers, ...logs]) each.start();
  }, 120_000);

  afterAll(async () => {
    for (const each of [...watchers, ...logs]) each.stop();
    await platform?.stop();
    await killCommands();
  });

  async function book(pair: Pair | undefined): Promise<void> {
    const { data, errors } = await requestGraphQL(
      pair?.url ?? '',
      'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }',
      { input: { tripId, seatNumbers: [booked.length + 1] } },
      token,
    );
    expect(errors).toBeUndefined();
    booked.push(data.bookSeats.bookings[0].id);
  }

  const shows = (watcher: TripWatcher | undefined) =>
    (watcher?.state as { availableSeats: number } | undefined)?.availableSeats === 12 - booked.length;
  const has = (log: BookingLog | undefined) => log?.runs.at(-1)?.at(-1) === booked.at(-1);
  /** A booking made before its trips serves a log would not be sent. */
  const isLive = async (pair: Pair | undefined) => (await liveSubscriptions(pair?.tripsUrl ?? '').catch(() => 0)) === 2;
  const interruptionsOf = (...all: (Application | undefined)[]) => all.map((each) => each?.interruptions);

  test('a booking through either gateway is seen through both', async () => {
    await until(() => watchers.every(shows));
    for (const pair of platform.pairs) await until(() => isLive(pair));
    for (const pair of platform.pairs) {
      await book(pair);
      await until(() => watchers.every(shows) && logs.every(has));
    }
  }, 30_000);

  test.each([
    ['gateway', 0],
    ['trips', 0],
    ['gateway', 1],
    ['trips', 1],
  ] as const)(
    'when %s %i is killed, clients of the other pair notice nothing; its own come back',
    async (name, at) => {
      const survivor = 1 - at;
      const interruptions = interruptionsOf(watchers[survivor], logs[survivor]);
      const service = platform.pairs[at]?.[name];
      service?.signal('SIGKILL');
      await until(() => !service?.isRunning());
      await book(platform.pairs[survivor]);
      await until(() => shows(watchers[survivor]) && has(logs[survivor]));
      expect(shows(watchers[at])).toBe(false);
      await service?.start();
      await until(() => shows(watchers[at]), 30_000);
      await until(() => isLive(platform.pairs[at]), 30_000);
      await book(platform.pairs[at]);
      await until(() => watchers.every(shows) && has(logs[survivor]));
      expect(interruptionsOf(watchers[survivor], logs[survivor])).toEqual(interruptions);
    },
    90_000,
  );

  test('a log that reported no loss has every booking', () => {
    for (const { runs } of logs) for (const run of runs) expect(booked.join()).toContain(run.join());
  });
});

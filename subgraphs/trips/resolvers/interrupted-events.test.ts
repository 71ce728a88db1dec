import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { type Watch, type WatchOptions, watch } from '#test-kit/watch.ts';
import { startTrips, type TripsHarness } from '../testing/harness.ts';

const overRedis = hasRedis('subscriptions across restarts of Redis') ? describe : describe.skip;

const tripUpdated = 'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats description } }';
const bookingUpdated = 'subscription ($id: ID) { bookingUpdated(tripId: $id) { seatNumber status } }';

overRedis('a restart of Redis', () => {
  let redis: TestRedis;
  let trips: TripsHarness;
  const watches: Watch[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    trips = await startTrips({ redisUrl: redis.url });
  });

  afterEach(() => Promise.all(watches.splice(0).map((each) => each.stop())));

  afterAll(async () => {
    await trips.stop();
    await redis.stop();
  });

  const follow = (query: string, options: WatchOptions): Watch => {
    const each = watch(trips.url, query, options);
    watches.push(each);
    return each;
  };
  const followLog = async (tripId: string): Promise<Watch> => {
    const before = await liveSubscriptions(trips.url);
    const each = follow(bookingUpdated, { token: trips.tokens.admin, variables: { id: tripId } });
    await until(async () => (await liveSubscriptions(trips.url)) > before);
    return each;
  };
  const present = ({ events }: Watch) => events.at(-1)?.data?.tripUpdated;
  /** Changes a trip without an event, as if the event were lost. */
  const describeTrip = (tripId: string, description: string) =>
    trips.orm.em.getConnection().execute('update trips set description = ? where id = ?', [description, tripId]);

  test.each([
    ['that loses nothing', () => redis.shutDown(), {}],
    ['that is killed', () => redis.kill(), {}],
    ['that loses everything', () => redis.kill(), { empty: true }],
  ])(
    '%s: a state goes on with the present, a log ends with EVENTS_LOST',
    async (_, down, start) => {
      const tripId = await trips.newTrip();
      const state = follow(tripUpdated, { variables: { id: tripId } });
      await state.next();
      const log = await followLog(tripId);
      await trips.bookOne(tripId, 1);
      expect((await log.next()).data.bookingUpdated).toEqual({ seatNumber: 1, status: 'PENDING' });
      await until(() => present(state).availableSeats === 11);

      await down();
      await describeTrip(tripId, 'changed');
      await redis.start(start);
      await until(() => present(state).description === 'changed');
      await until(() => log.ended() !== null);
      expect(log.ended()).toMatchObject({ error: [{ extensions: { code: 'EVENTS_LOST' } }] });

      const again = await followLog(tripId);
      await trips.bookOne(tripId, 2);
      await until(() => present(state).availableSeats === 10);
      await until(() => again.events.length > 0);
      // Nothing that the relay has sent again.
      expect(again.events).toEqual([
        { data: { bookingUpdated: { seatNumber: 2, status: 'PENDING' } }, extensions: { changedIds: [tripId] } },
      ]);
      expect(again.ended()).toBeNull();
      expect([state.ended(), state.events.filter(({ errors }) => errors)]).toEqual([null, []]);
    },
    60_000,
  );
});

import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { mutationText } from '#test-kit/mutation-text.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { apiSchemaOf, composeSupergraph, readSubgraphSchemas } from '../../../gateway/supergraph/compose.ts';
import { type CachedScene, driver, pages, startCachedScene, vehicle } from './scene.ts';

interface Mutation {
  /** By whom: the driver, the admin, or a passenger. */
  by: 'driver' | 'admin' | 0 | 1;
  field: string;
  input?: Record<string, unknown>;
}

/** A change that everyone can see. */
interface Change {
  name: string;
  /** Mutations that it needs before. Returns what its input needs of them. */
  before?: (scene: Steps) => Promise<Record<string, unknown>>;
  mutation: (trip: string, made: Record<string, unknown>) => Mutation;
  /** The pages that it changes, among others. */
  changes: readonly string[];
}

interface Steps {
  trip: string;
  /** Signs the driver in again. */
  signInDriver(): Promise<void>;
  /** The number of the driver's trips that can be booked. */
  scheduledTrips(): Promise<number>;
  run(mutation: Mutation, selection?: string): Promise<Record<string, unknown>>;
}

const book = (trip: string, seats: number[]): Mutation => ({
  by: 0,
  field: 'bookSeats',
  input: { tripId: trip, seatNumbers: seats },
});
const booked = async ({ trip, run }: Steps) => {
  const { bookings } = (await run(book(trip, [1]), 'bookings { id }')) as { bookings: { id: string }[] };
  return { bookingId: bookings[0]?.id };
};
const soldOut = ({ trip, run }: Steps) => run(book(trip, [1, 2, 3, 4]), 'bookings { id }');

const changes: Change[] = [
  {
    name: 'createTrip',
    mutation: () => ({
      by: 'driver',
      field: 'createTrip',
      input: {
        fromCity: 'Riyadh',
        toCity: 'Dammam',
        departureTime: new Date(Date.now() + 90_000_000).toISOString(),
        price: '50.00',
        totalSeats: 2,
        vehicleId: vehicle.id,
      },
    }),
    changes: ['search', 'driver'],
  },
  {
    name: 'updateTrip',
    mutation: (tripId) => ({ by: 'driver', field: 'updateTrip', input: { tripId, price: '77.00' } }),
    changes: ['trip', 'search'],
  },
  {
    name: 'updateTrip with other stops',
    mutation: (tripId) => ({ by: 'driver', field: 'updateTrip', input: { tripId, stops: [{ location: 'Buraydah' }] } }),
    changes: ['trip'],
  },
  {
    name: 'startTrip',
    mutation: (tripId) => ({ by: 'driver', field: 'startTrip', input: { tripId } }),
    changes: ['trip', 'search', 'driver'],
  },
  {
    name: 'completeTrip',
    before: ({ trip, run }) => run({ by: 'driver', field: 'startTrip', input: { tripId: trip } }),
    mutation: (tripId) => ({ by: 'driver', field: 'completeTrip', input: { tripId } }),
    changes: ['trip', 'driver'],
  },
  {
    name: 'cancelTrip',
    mutation: (tripId) => ({ by: 'driver', field: 'cancelTrip', input: { tripId, reason: 'weather' } }),
    changes: ['trip', 'search', 'driver'],
  },
  { name: 'bookSeats', mutation: (trip) => book(trip, [2]), changes: ['trip', 'search'] },
  {
    name: 'confirmBooking',
    before: booked,
    mutation: (_trip, { bookingId }) => ({ by: 'driver', field: 'confirmBooking', input: { bookingId } }),
    changes: ['trip'],
  },
  {
    name: 'cancelBooking',
    before: booked,
    mutation: (_trip, { bookingId }) => ({ by: 0, field: 'cancelBooking', input: { bookingId } }),
    changes: ['trip', 'search'],
  },
  {
    name: 'joinWaitlist',
    before: soldOut,
    mutation: (tripId) => ({ by: 1, field: 'joinWaitlist', input: { tripId, seatCount: 1 } }),
    changes: ['trip'],
  },
  {
    name: 'leaveWaitlist',
    before: async (steps) => {
      await soldOut(steps);
      return steps.run({ by: 1, field: 'joinWaitlist', input: { tripId: steps.trip, seatCount: 1 } });
    },
    mutation: (tripId) => ({ by: 1, field: 'leaveWaitlist', input: { tripId } }),
    changes: ['trip'],
  },
  {
    name: 'blockSeats',
    mutation: (tripId) => ({ by: 'driver', field: 'blockSeats', input: { tripId, seatNumbers: [4] } }),
    changes: ['trip', 'search'],
  },
  {
    name: 'unblockSeats',
    before: ({ trip, run }) => run({ by: 'driver', field: 'blockSeats', input: { tripId: trip, seatNumbers: [4] } }),
    mutation: (tripId) => ({ by: 'driver', field: 'unblockSeats', input: { tripId, seatNumbers: [4] } }),
    changes: ['trip', 'search'],
  },
  {
    name: 'updateDriverProfile',
    mutation: (trip) => ({ by: 'driver', field: 'updateDriverProfile', input: { fullName: `Driver of ${trip}` } }),
    changes: ['trip', 'driver', 'vehicle'],
  },
  {
    name: 'updateAccount',
    mutation: (trip) => ({
      by: 'admin',
      field: 'updateAccount',
      input: { accountId: driver.id, fullName: `As ${trip}` },
    }),
    changes: ['trip', 'driver', 'vehicle'],
  },
  {
    name: 'registerVehicle',
    before: async ({ run, trip }) => ({ ...(await createType(run, trip)) }),
    mutation: (_trip, { vehicleTypeId }) => ({
      by: 'driver',
      field: 'registerVehicle',
      input: { name: 'New', model: 'Van', vehicleTypeId },
    }),
    changes: ['driver'],
  },
  {
    name: 'updateVehicle',
    mutation: (trip) => ({ by: 'driver', field: 'updateVehicle', input: { vehicleId: vehicle.id, name: trip } }),
    changes: ['trip', 'driver', 'vehicle'],
  },
  {
    name: 'removeVehicle',
    before: async ({ run, trip }) => {
      const { vehicleTypeId } = await createType(run, trip);
      const input = { name: 'Old', model: 'Van', vehicleTypeId };
      const made = await run({ by: 'driver', field: 'registerVehicle', input }, 'vehicle { id }');
      return { vehicleId: (made.vehicle as { id: string }).id };
    },
    mutation: (_trip, { vehicleId }) => ({ by: 'driver', field: 'removeVehicle', input: { vehicleId } }),
    changes: ['driver'],
  },
  {
    name: 'createVehicleType',
    mutation: (trip) => ({ by: 'admin', field: 'createVehicleType', input: { name: `Type ${trip}`, seatCapacity: 9 } }),
    changes: ['vehicleTypes'],
  },
  // The last two, because an inactive driver loses all trips, and then can create none.
  {
    name: 'setAccountActive',
    before: async ({ run, scheduledTrips }) => {
      await run({ by: 'admin', field: 'setAccountActive', input: { accountId: driver.id, isActive: false } });
      await until(async () => (await scheduledTrips()) === 0);
      return {};
    },
    mutation: () => ({ by: 'admin', field: 'setAccountActive', input: { accountId: driver.id, isActive: true } }),
    changes: ['driver', 'vehicle'],
  },
  {
    name: 'deleteMyAccount',
    before: async ({ signInDriver }) => {
      await signInDriver();
      return {};
    },
    mutation: () => ({ by: 'driver', field: 'deleteMyAccount' }),
    changes: ['driver', 'vehicle'],
  },
];

/** Those that change nothing that everyone can see. */
const privateMutations = [
  'createAdmin',
  'markNotificationsRead',
  'refreshTokens',
  'registerDevice',
  'registerOAuthApplication',
  'requestOtp',
  'revokeOAuthApplication',
  'revokeSession',
  'sendAnnouncement',
  // A phone number may be verified by it, which publishes `account-updated`.
  'signInWithOtp',
  'signInWithPassword',
  'signOut',
  'unregisterDevice',
  'updatePassengerProfile',
];

test('every mutation has a row above or changes nothing public', async () => {
  const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(projectRoot));
  const fields = Object.keys(apiSchemaOf(supergraphSdl).getMutationType()?.getFields() ?? {});
  const tested = new Set(changes.map(({ mutation }) => mutation('', {}).field));
  expect([...tested, ...privateMutations].sort()).toEqual(fields.sort());
});

async function createType(run: Steps['run'], trip: string): Promise<{ vehicleTypeId: string }> {
  const input = { name: `Kind ${trip}`, seatCapacity: 9 };
  const made = await run({ by: 'admin', field: 'createVehicleType', input }, 'vehicleType { id }');
  return { vehicleTypeId: (made.vehicleType as { id: string }).id };
}

const overRedis = hasRedis('cached reads after each mutation') ? describe : describe.skip;

overRedis('after each mutation that everyone can see', () => {
  let scene: CachedScene;
  /** A driver who was deactivated creates no other. */
  let lastTrip: string;

  beforeAll(async () => {
    scene = await startCachedScene();
  }, 60_000);

  afterAll(() => scene?.stop());

  const tokenOf = ({ by }: Mutation) => {
    if (by === 'admin') return scene.admin;
    return (by === 'driver' ? scene.driver : scene.passengers[by]).accessToken;
  };
  const runAt = async (url: string, mutation: Mutation, selection = '__typename') => {
    const { field, input } = mutation;
    const query = input ? mutationText(field, `{ ${selection} }`) : `mutation { ${field} { ${selection} } }`;
    return (await scene.send(url, query, input ? { input } : {}, tokenOf(mutation)))[field];
  };
  const pagesAt = async (url: string, trip: string): Promise<Record<string, unknown>> => {
    const variables: Record<string, string> = { trip, driver: driver.id, vehicle: vehicle.id };
    const read = async ([name, query]: [string, string]) => {
      const used = Object.entries(variables).filter(([variable]) => query.includes(`$${variable}`));
      return [name, await scene.send(url, query, Object.fromEntries(used))];
    };
    return Object.fromEntries(await Promise.all(Object.entries(pages).map(read)));
  };

  test.each(changes.map((change) => [change.name, change] as const))('%s', async (_name, change) => {
    const [through, beside] = scene.gateways;
    const trip = change.name === 'deleteMyAccount' ? lastTrip : await scene.createTrip();
    lastTrip = trip;
    const run: Steps['run'] = (mutation, selection) => runAt(scene.uncached, mutation, selection);
    const scheduledTrips = async () => {
      const query = 'query ($driver: ID!) { trips(filter: { driverId: $driver, status: [SCHEDULED] }) { totalCount } }';
      return (await scene.send(scene.uncached, query, { driver: driver.id })).trips.totalCount;
    };
    const made = (await change.before?.({ trip, run, scheduledTrips, signInDriver: scene.signInDriver })) ?? {};
    let before: Record<string, unknown> = {};
    for (const url of scene.gateways) {
      // Until the events of the steps before drop nothing more.
      await until(async () => {
        before = await pagesAt(scene.uncached, trip);
        if (!isDeepStrictEqual(await pagesAt(url, trip), before)) return false;
        return (await scene.metric(url, 'response_cache_entries')) >= Object.keys(pages).length;
      });
    }

    await runAt(through, change.mutation(trip, made));
    const seen = await pagesAt(through, trip);
    const after = await pagesAt(scene.uncached, trip);
    expect(seen).toEqual(after);
    for (const page of change.changes) expect([page, after[page]]).not.toEqual([page, before[page]]);
    await until(async () => isDeepStrictEqual(await pagesAt(beside, trip), await pagesAt(scene.uncached, trip)));
  });
});

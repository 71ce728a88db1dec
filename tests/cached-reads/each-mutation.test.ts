import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { type CachedScene, driver, pages, startCachedScene, vehicle } from './scene.ts';

interface Mutation {
  /** By whom: the driver, the admin, or a passenger. */
  by: 'driver' | 'admin' | 0 | 1;
  field: string;
  input: Record<string, unknown>;
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
  // Last: the driver can do nothing afterwards.
  {
    name: 'setAccountActive',
    mutation: () => ({ by: 'admin', field: 'setAccountActive', input: { accountId: driver.id, isActive: false } }),
    changes: ['driver', 'vehicle'],
  },
];

async function createType(run: Steps['run'], trip: string): Promise<{ vehicleTypeId: string }> {
  const input = { name: `Kind ${trip}`, seatCapacity: 9 };
  const made = await run({ by: 'admin', field: 'createVehicleType', input }, 'vehicleType { id }');
  return { vehicleTypeId: (made.vehicleType as { id: string }).id };
}

const overRedis = hasRedis('cached reads after each mutation') ? describe : describe.skip;

overRedis('after each mutation that everyone can see', () => {
  let scene: CachedScene;

  beforeAll(async () => {
    scene = await startCachedScene();
  }, 60_000);

  afterAll(() => scene.stop());

  const tokenOf = ({ by }: Mutation) => {
    if (by === 'admin') return scene.admin;
    return (by === 'driver' ? scene.driver : scene.passengers[by]).accessToken;
  };
  const runAt = async (url: string, mutation: Mutation, selection = '__typename') => {
    const { field, input } = mutation;
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { ${field}(input: $input) { ${selection} } }`;
    return (await scene.send(url, query, { input }, tokenOf(mutation)))[field];
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
    const trip = await scene.createTrip();
    const run: Steps['run'] = (mutation, selection) => runAt(scene.uncached, mutation, selection);
    const made = (await change.before?.({ trip, run })) ?? {};
    const before = await pagesAt(scene.uncached, trip);
    for (const url of scene.gateways) {
      await until(async () => isDeepStrictEqual(await pagesAt(url, trip), before));
      // The events of the steps before may still have dropped some.
      await until(async () => (await scene.metric(url, 'response_cache_entries')) >= Object.keys(pages).length);
    }

    await runAt(through, change.mutation(trip, made));
    const seen = await pagesAt(through, trip);
    const after = await pagesAt(scene.uncached, trip);
    expect(seen).toEqual(after);
    for (const page of change.changes) expect([page, after[page]]).not.toEqual([page, before[page]]);
    await until(async () => isDeepStrictEqual(await pagesAt(beside, trip), await pagesAt(scene.uncached, trip)));
  });
});

import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mutationText } from '#test-kit/mutation-text.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { type CachedScene, driver, pages, startCachedScene, vehicle } from './scene.ts';

/** The fewest changes of each writer. */
const changes = 25;

/** The most changes of each writer. */
const maxChanges = 500;

/** Responses that each gateway has sent from its cache before the changes end. */
const cachedReads = 50;

/** A client that changes one value, which nobody else changes, through one gateway. */
interface Writer {
  name: string;
  /** Its gateway. */
  at: 0 | 1;
  /** Changes the value, the n-th time. Returns it. */
  write(url: string, n: number): Promise<unknown>;
  /** Where pages show the value. */
  // biome-ignore lint/suspicious/noExplicitAny: each page has fields of its own
  shownOn: Readonly<Record<string, (data: any) => unknown>>;
}

const overRedis = hasRedis('cached reads under random histories') ? describe : describe.skip;

overRedis('under concurrent changes through two gateways', () => {
  let scene: CachedScene;
  let trip: string;

  beforeAll(async () => {
    scene = await startCachedScene();
    trip = await scene.createTrip({ bookingApproval: 'INSTANT' });
  }, 60_000);

  afterAll(() => scene?.stop());

  const read = (url: string, page: string) => {
    const query = pages[page] ?? '';
    const all = { trip, driver: driver.id, vehicle: vehicle.id };
    const used = Object.entries(all).filter(([variable]) => query.includes(`$${variable}`));
    return scene.send(url, query, Object.fromEntries(used));
  };

  const mutate = async (url: string, field: string, input: object, token: string, selection = '__typename') => {
    const query = mutationText(field, `{ ${selection} }`);
    return (await scene.send(url, query, { input }, token))[field];
  };

  // biome-ignore lint/suspicious/noExplicitAny: as above
  const inList = (data: any) => data.edges.find(({ node }: { node: { id: string } }) => node.id === trip).node;

  const pricing = (): Writer => ({
    name: 'the price',
    at: 0,
    write: async (url, n) => {
      const price = `${100 + n}.00`;
      await mutate(url, 'updateTrip', { tripId: trip, price }, scene.driver.accessToken);
      return price;
    },
    shownOn: {
      trip: (data) => data.trip.price,
      search: (data) => inList(data.trips).price,
      driver: (data) => inList(data.driver.trips).price,
    },
  });

  /** Books the seat, and cancels the booking at the next change. */
  const booking = (at: 0 | 1, passenger: 0 | 1, seat: number): Writer => {
    let bookingId: string | null = null;
    const { accessToken } = scene.passengers[passenger];
    return {
      name: `seat ${seat}`,
      at,
      write: async (url) => {
        if (bookingId) {
          await mutate(url, 'cancelBooking', { bookingId }, accessToken);
          bookingId = null;
          return 'AVAILABLE';
        }
        const input = { tripId: trip, seatNumbers: [seat] };
        const { bookings } = await mutate(url, 'bookSeats', input, accessToken, 'bookings { id }');
        bookingId = bookings[0].id;
        return 'CONFIRMED';
      },
      shownOn: { trip: (data) => data.trip.seats[seat - 1].status },
    };
  };

  const naming = (): Writer => ({
    name: "the driver's name",
    at: 1,
    write: async (url, n) => {
      const fullName = `Driver ${n}`;
      await mutate(url, 'updateAccount', { accountId: driver.id, fullName }, scene.admin);
      return fullName;
    },
    shownOn: {
      trip: (data) => data.trip.driver.fullName,
      driver: (data) => data.driver.fullName,
      vehicle: (data) => data.vehicle.driver.fullName,
    },
  });

  const painting = (): Writer => ({
    name: "the vehicle's name",
    at: 0,
    write: async (url, n) => {
      const name = `Vehicle ${n}`;
      await mutate(url, 'updateVehicle', { vehicleId: vehicle.id, name }, scene.admin);
      return name;
    },
    shownOn: {
      trip: (data) => data.trip.vehicle.name,
      vehicle: (data) => data.vehicle.name,
      driver: (data) => data.driver.vehicles.find(({ id }: { id: string }) => id === vehicle.id).name,
    },
  });

  test('each client reads its own change, and both gateways show all of them soon', async () => {
    const writers = [pricing(), booking(1, 0, 1), booking(0, 1, 2), naming(), painting()];
    const seed = Date.now() % 2 ** 31;
    const pauses = fc.sample(fc.integer({ min: 0, max: 8 }), { seed, numRuns: changes * writers.length });
    const stale: string[] = [];
    let isDone = false;
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

    /** Keeps every page in the cache of its gateway. */
    const readAll = async (url: string) => {
      while (!isDone) {
        for (const page of Object.keys(pages)) await read(url, page);
        await pause(1);
      }
    };
    const readers = scene.gateways.flatMap((url) => [readAll(url), readAll(url)]);
    const isCacheUsed = async () => {
      const hits = scene.gateways.map((url) => scene.metric(url, 'response_cache_lookups_total\\{.*"hit".*\\}'));
      return (await Promise.all(hits)).every((count) => count > cachedReads);
    };

    await Promise.all(
      writers.map(async ({ name, at, write, shownOn }) => {
        const url = scene.gateways[at];
        for (let n = 1; n <= changes || (n <= maxChanges && !(await isCacheUsed())); n++) {
          const value = await write(url, n);
          for (const [page, show] of Object.entries(shownOn)) {
            const shown = show(await read(url, page));
            if (shown !== value) stale.push(`${name} on ${page} is ${shown} after ${value}`);
          }
          await pause(pauses.pop() ?? 0);
        }
      }),
    );
    isDone = true;
    await Promise.all(readers);
    expect(await isCacheUsed()).toBe(true);

    expect({ seed, stale }).toEqual({ seed, stale: [] });
    for (const url of scene.gateways) {
      for (const page of Object.keys(pages)) {
        await until(async () => isDeepStrictEqual(await read(url, page), await read(scene.uncached, page)));
      }
    }
  }, 60_000);

  test('a client that has got an event of a subscription reads its change', async () => {
    for (const url of scene.gateways) {
      const query = `subscription { tripUpdated(tripId: "${trip}") { price } }`;
      const live = watch(url, query);
      await live.next();
      const stale: string[] = [];
      for (let n = 1; n <= changes; n++) {
        await read(url, 'trip');
        const price = `${200 + n}.00`;
        await mutate(scene.uncached, 'updateTrip', { tripId: trip, price }, scene.driver.accessToken);
        while ((await live.next()).data.tripUpdated.price !== price);
        const { trip: shown } = await read(url, 'trip');
        if (shown.price !== price) stale.push(`${shown.price} after ${price}`);
      }
      expect(stale).toEqual([]);
      await live.stop();
    }
  }, 60_000);
});

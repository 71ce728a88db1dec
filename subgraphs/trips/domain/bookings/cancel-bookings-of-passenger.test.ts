import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { idGenerator } from '#platform/ids.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { idOf, passengerId } from '../../testing/harness.ts';
import { openTripsDatabase } from '../../testing/open-trips-database.ts';
import { readTrips, storedSeats, storeTrips } from '../../testing/stored-trips.ts';
import { cancelBookingsOfPassenger } from './cancel-bookings-of-passenger.ts';

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await openTripsDatabase(database.url);
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

test("keeps other passengers' bookings on the same trip", async () => {
  const now = new Date();
  const confirmed = { status: 'CONFIRMED', bookedAt: now } as const;
  const ofOther = { ...confirmed, passengerId: idOf('p', '2') };
  const departure = new Date(now.getTime() + 60_000);
  const stored = await storeTrips(orm, [{ departure, bookings: [confirmed, ofOther, confirmed] }]);
  const origin = { now, newId: idGenerator({ now: () => now }) };
  expect(await cancelBookingsOfPassenger(orm.em.fork(), passengerId, origin)).toBe(1);
  const [trip] = await readTrips(orm.em, stored);
  expect(trip?.bookings.map(({ status }) => status)).toEqual(['CANCELLED', 'CONFIRMED', 'CANCELLED']);
  expect(trip?.available_seats).toBe(storedSeats - 1);
  expect(trip?.events.map(({ data }) => data.passengerId)).toEqual([passengerId, passengerId]);
});

import type { EntityManager } from '@mikro-orm/postgresql';
import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';
import { saveRecipient } from '../../subgraphs/notifications/domain/save-recipient.ts';
import { Recipient } from '../../subgraphs/notifications/entities/recipient.ts';
import { Trip } from '../../subgraphs/trips/entities/trip.ts';
import { TripStop } from '../../subgraphs/trips/entities/trip-stop.ts';
import { hashPassword } from '../../subgraphs/users/domain/admins/hashing/argon2id.ts';
import { Admin } from '../../subgraphs/users/entities/admin.ts';
import { Driver } from '../../subgraphs/users/entities/driver.ts';
import { Passenger } from '../../subgraphs/users/entities/passenger.ts';
import { Vehicle } from '../../subgraphs/users/entities/vehicle.ts';
import { VehicleType } from '../../subgraphs/users/entities/vehicle-type.ts';
import { demoAccounts } from './demo-accounts.ts';
import { demoTrips } from './demo-trips.ts';

/** The subgraphs with demo data. */
export const seededSubgraphs = ['users', 'trips', 'notifications'] as const satisfies SubgraphName[];
export type SeededSubgraph = (typeof seededSubgraphs)[number];

/** Creates the demo accounts, and trips in the days to come. Leaves existing rows as they are. */
export async function seedDemo(databaseOf: (name: SeededSubgraph) => EntityManager, now: Date): Promise<void> {
  await seedAccounts(databaseOf('users').fork(), now);
  await seedRecipients(databaseOf('notifications').fork(), now);
  await seedTrips(databaseOf('trips').fork(), now);
}

const person = (phoneNumber: string, fullName: string, now: Date) => ({
  phoneNumber,
  fullName,
  isPhoneVerified: true,
  createdAt: now,
  updatedAt: now,
});

async function seedAccounts(em: EntityManager, now: Date): Promise<void> {
  const { passengers, drivers, admin } = demoAccounts;
  await em.transactional(async (tx) => {
    for (const { id, phoneNumber, fullName } of passengers) {
      if (await isFree(tx, Passenger, id, { phoneNumber }))
        tx.create(Passenger, { id, ...person(phoneNumber, fullName, now) });
    }
    for (const { id, phoneNumber, fullName, vehicle } of drivers) {
      if (!(await isFree(tx, Driver, id, { phoneNumber }))) continue;
      const driver = tx.create(Driver, { id, ...person(phoneNumber, fullName, now) });
      const vehicleType = await tx.findOneOrFail(VehicleType, { name: vehicle.type });
      const { name, model } = vehicle;
      tx.create(Vehicle, {
        id: vehicle.id,
        name,
        model,
        vehicleType,
        driver,
        isActive: true,
        createdAt: now,
        updatedAt: now,
      });
    }
    const { id, email, password, fullName } = admin;
    if (await isFree(tx, Admin, id, { email })) {
      tx.create(Admin, {
        id,
        email,
        fullName,
        passwordHash: hashPassword(password),
        createdAt: now,
        updatedAt: now,
      });
    }
  });
}

/** Returns whether neither the demo account exists, deleted or not, nor another account with its unique value. */
async function isFree(
  tx: EntityManager,
  entity: typeof Driver | typeof Passenger | typeof Admin,
  id: string,
  unique: { phoneNumber?: string; email?: string },
): Promise<boolean> {
  const seeded = await tx.count(entity as typeof Driver, { id }, { filters: { notDeleted: false } });
  return seeded === 0 && (await tx.count(entity as typeof Driver, unique)) === 0;
}

async function seedRecipients(em: EntityManager, now: Date): Promise<void> {
  const { passengers, drivers, admin } = demoAccounts;
  const all = [
    ...passengers.map(({ id, fullName }) => ({ accountId: id, fullName, accountType: 'PASSENGER' as const })),
    ...drivers.map(({ id, fullName }) => ({ accountId: id, fullName, accountType: 'DRIVER' as const })),
    { accountId: admin.id, fullName: admin.fullName, accountType: 'ADMIN' as const },
  ];
  const newId = idGenerator(systemClock);
  const accountIds = all.map(({ accountId }) => accountId);
  const existing = await em.find(Recipient, { accountId: { $in: accountIds } }, { filters: { notDeleted: false } });
  const seeded = new Set(existing.map(({ accountId }) => accountId));
  for (const recipient of all) {
    if (seeded.has(recipient.accountId)) continue;
    await saveRecipient(em, { ...recipient, isActive: true, locale: 'AR', now, newId });
  }
}

async function seedTrips(em: EntityManager, now: Date): Promise<void> {
  const trips = demoTrips(now);
  await em.transactional(async (tx) => {
    const ids = trips.map(({ id }) => id);
    const existing = new Set(
      (await tx.find(Trip, { id: { $in: ids } }, { filters: { notDeleted: false } })).map(({ id }) => id),
    );
    const newId = idGenerator(systemClock);
    for (const { id, stops, departureTime, arrivalTime, ...plain } of trips.filter(({ id }) => !existing.has(id))) {
      const times = { departureTimeUtc: departureTime, arrivalTimeUtc: arrivalTime, createdAt: now, updatedAt: now };
      const trip = tx.create(Trip, { id, ...plain, ...times, status: 'SCHEDULED', availableSeats: plain.totalSeats });
      for (const [at, location] of stops.entries()) {
        tx.create(TripStop, { id: newId('ts'), trip, location, stopOrder: at + 1, createdAt: now, updatedAt: now });
      }
    }
  });
}

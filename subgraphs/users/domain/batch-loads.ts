import type { EntityManager } from '@mikro-orm/postgresql';
import { type AccountType, accountTypeOf } from '#contract/account-type.ts';
import { rowsById } from '#platform/database/rows-by-id.ts';
import type { Account } from '../entities/account.ts';
import { Admin } from '../entities/admin.ts';
import { Driver } from '../entities/driver.ts';
import { Passenger } from '../entities/passenger.ts';
import { Vehicle } from '../entities/vehicle.ts';
import { VehicleType } from '../entities/vehicle-type.ts';

// Each reads the rows for many ids in one statement, soft-deleted rows included.
export const driversById = rowsById(Driver);
export const passengersById = rowsById(Passenger);
export const adminsById = rowsById(Admin);
export const vehiclesById = rowsById(Vehicle);
export const vehicleTypesById = rowsById(VehicleType);

type AccountLoad = (em: EntityManager, ids: readonly string[]) => Promise<Map<string, Account>>;
const accountLoads: Record<AccountType, AccountLoad> = {
  DRIVER: driversById,
  PASSENGER: passengersById,
  ADMIN: adminsById,
};

/** The batch load for the type of account that an id names; null for an id of any other type. */
export function accountLoadFor(id: string): AccountLoad | null {
  const type = accountTypeOf(id);
  return type && accountLoads[type];
}

/** The vehicles of each driver that are not removed, oldest first. */
export async function vehiclesByDriver(
  em: EntityManager,
  driverIds: readonly string[],
): Promise<Map<string, Vehicle[]>> {
  const vehicles = await em.find(Vehicle, { driver: { $in: [...driverIds] } }, { orderBy: { id: 'asc' } });
  return Map.groupBy(vehicles, (vehicle) => vehicle.driver.id);
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { rowsById } from '#platform/database/rows-by-id.ts';
import { Admin } from '../entities/admin.ts';
import { Driver } from '../entities/driver.ts';
import { Passenger } from '../entities/passenger.ts';
import { Vehicle } from '../entities/vehicle.ts';
import { VehicleType } from '../entities/vehicle-type.ts';

/** Each reads, in one statement, what a request's references of one kind point at. */
export const driversById = rowsById(Driver);
export const passengersById = rowsById(Passenger);
export const adminsById = rowsById(Admin);
export const vehiclesById = rowsById(Vehicle);
export const vehicleTypesById = rowsById(VehicleType);

/** The vehicles of drivers that were not removed, the oldest first. */
export async function vehiclesByDriver(
  em: EntityManager,
  driverIds: readonly string[],
): Promise<Map<string, Vehicle[]>> {
  const vehicles = await em.find(Vehicle, { driver: { $in: [...driverIds] } }, { orderBy: { id: 'asc' } });
  return Map.groupBy(vehicles, (vehicle) => vehicle.driver.id);
}

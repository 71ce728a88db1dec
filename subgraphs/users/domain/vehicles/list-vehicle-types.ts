import type { EntityManager } from '@mikro-orm/postgresql';
import { VehicleType } from '../../entities/vehicle-type.ts';

/** Lists all vehicle types, smallest capacity first. */
export function listVehicleTypes(em: EntityManager): Promise<VehicleType[]> {
  return em.findAll(VehicleType, { orderBy: { seatCapacity: 'asc', id: 'asc' } });
}

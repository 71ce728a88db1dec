import type { EntityManager } from '@mikro-orm/postgresql';
import { requireId } from '#platform/ids.ts';
import { Vehicle } from '../../entities/vehicle.ts';

/**
 * Reads a vehicle. Returns null when there is none or it is removed.
 *
 * @throws Refusal BAD_USER_INPUT when the id is not a vehicle's.
 */
export async function readVehicle(em: EntityManager, id: string): Promise<Vehicle | null> {
  return em.findOne(Vehicle, { id: requireId(id, 'id', 'v') });
}

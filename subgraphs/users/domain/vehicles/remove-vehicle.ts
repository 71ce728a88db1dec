import type { EntityManager } from '@mikro-orm/postgresql';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { Vehicle } from '../../entities/vehicle.ts';
import { vehicleRemovedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { assertMayManage, lockVehicle } from './find-vehicle.ts';

export interface RemoveVehicle extends ActionContext {
  vehicleId: string;
}

/**
 * Soft-deletes a vehicle and publishes `vehicle-removed`.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, ACCOUNT_INACTIVE
 */
export async function removeVehicle(em: EntityManager, input: RemoveVehicle): Promise<Vehicle> {
  const vehicleId = requireId(input.vehicleId, 'vehicleId', 'v');
  return em.transactional(async (tx) => {
    const vehicle = await lockVehicle(tx, vehicleId);
    await assertMayManage(tx, input.actor, vehicle);
    vehicle.remove(input.now);
    appendToOutbox(tx, vehicleRemovedEvent(vehicle, input));
    recordChange(tx, { action: 'vehicle.removed', subjectId: vehicle.id, fields: [] }, input);
    return vehicle;
  });
}

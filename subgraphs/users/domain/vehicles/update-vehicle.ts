import type { EntityManager } from '@mikro-orm/postgresql';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { requireText } from '#platform/text.ts';
import type { Vehicle } from '../../entities/vehicle.ts';
import { vehicleUpdatedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { rejectNull } from '../reject-null.ts';
import { assertMayManage, findVehicleType, lockVehicle } from './find-vehicle.ts';

export interface UpdateVehicle extends ActionContext {
  vehicleId: string;
  name?: string | null | undefined;
  model?: string | null | undefined;
  vehicleTypeId?: string | null | undefined;
  isActive?: boolean | null | undefined;
}

/**
 * Changes the supplied fields of a vehicle, and publishes `vehicle-updated` if that changes it. Existing trips do not change.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, ACCOUNT_INACTIVE
 */
export async function updateVehicle(em: EntityManager, input: UpdateVehicle): Promise<Vehicle> {
  const { vehicleId, actor, now } = input;
  requireId(vehicleId, 'vehicleId', 'v');
  const name = input.name === undefined ? undefined : requireText(input.name, 'name', 200);
  const model = input.model === undefined ? undefined : requireText(input.model, 'model', 200);
  const isActive = rejectNull(input.isActive, 'isActive');
  const typeId = rejectNull(input.vehicleTypeId, 'vehicleTypeId');
  if (typeId !== undefined) requireId(typeId, 'vehicleTypeId', 'vt');
  return em.transactional(async (tx) => {
    const vehicle = await lockVehicle(tx, vehicleId);
    const vehicleType = typeId === undefined ? undefined : await findVehicleType(tx, typeId);
    await assertMayManage(tx, actor, vehicle);
    const changed = vehicle.change({ name, model, vehicleType, isActive }, now);
    if (changed.length > 0) {
      appendToOutbox(tx, vehicleUpdatedEvent(vehicle, input));
      const fields = changed.map((field) => (field === 'vehicleType' ? 'vehicleTypeId' : field));
      recordChange(tx, { action: 'vehicle.updated', subjectId: vehicle.id, fields }, input);
    }
    return vehicle;
  });
}

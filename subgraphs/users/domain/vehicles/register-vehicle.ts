import type { EntityManager } from '@mikro-orm/postgresql';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { requireText } from '#platform/text.ts';
import { Driver } from '../../entities/driver.ts';
import { Vehicle } from '../../entities/vehicle.ts';
import { vehicleRegisteredEvent } from '../../events/published.ts';
import { locked, requireUsable } from '../accounts/find-account.ts';
import { findVehicleType } from './find-vehicle.ts';

export interface RegisterVehicle extends ActionContext {
  name: string;
  model: string;
  vehicleTypeId: string;
}

/**
 * Registers an active vehicle for the actor, an active driver, and publishes `vehicle-registered`.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, ACCOUNT_INACTIVE
 */
export async function registerVehicle(em: EntityManager, input: RegisterVehicle): Promise<Vehicle> {
  const { actor, now, newId } = input;
  const name = requireText(input.name, 'name', 200);
  const model = requireText(input.model, 'model', 200);
  const vehicleTypeId = requireId(input.vehicleTypeId, 'vehicleTypeId', 'vt');
  return em.transactional(async (tx) => {
    const vehicleType = await findVehicleType(tx, vehicleTypeId);
    const driver = requireUsable(await tx.findOne(Driver, { id: actor.id }, locked));
    const row = { id: newId('v'), name, model, vehicleType, driver, createdAt: now, updatedAt: now };
    const vehicle = tx.create(Vehicle, row);
    appendToOutbox(tx, vehicleRegisteredEvent(vehicle, input));
    return vehicle;
  });
}

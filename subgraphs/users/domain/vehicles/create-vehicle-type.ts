import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { requireText } from '#platform/text.ts';
import { VehicleType, vehicleTypeNameUnique } from '../../entities/vehicle-type.ts';
import { vehicleTypeCreatedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';

const maxSeats = 100;

export interface CreateVehicleType extends ActionContext {
  name: string;
  seatCapacity: number;
}

/**
 * Creates a type of vehicle, and publishes `vehicle-type-created`.
 *
 * @throws Refusal BAD_USER_INPUT, NAME_TAKEN
 */
export async function createVehicleType(em: EntityManager, input: CreateVehicleType): Promise<VehicleType> {
  const { seatCapacity, now, newId } = input;
  const name = requireText(input.name, 'name', 200);
  if (seatCapacity < 1 || seatCapacity > maxSeats) throw badUserInput('seatCapacity');
  try {
    return await em.transactional(async (tx) => {
      const type = tx.create(VehicleType, { id: newId('vt'), name, seatCapacity, createdAt: now, updatedAt: now });
      appendToOutbox(tx, vehicleTypeCreatedEvent(type, input));
      const fields = ['name', 'seatCapacity'] as const;
      recordChange(tx, { action: 'vehicle-type.created', subjectId: type.id, fields }, input);
      await tx.flush();
      return type;
    });
  } catch (error) {
    if (constraintOf(error) === vehicleTypeNameUnique) throw new Refusal('NAME_TAKEN');
    throw error;
  }
}

import type { JsonObject } from '../../graphql/json-object.ts';
import { locateObjects, type PathStep } from '../../planning/query-plan/response-path.ts';
import type { Execution } from '../execution.ts';
import type { EntityAnswer, Slot } from './entity-answer.ts';
import type { EntityQuery } from './entity-query.ts';

/** The objects at one path, each with the slot of its entity; null for an object that has no representation. */
export interface PendingObjects {
  query: EntityQuery;
  steps: readonly PathStep[];
  objects: readonly JsonObject[];
  slots: readonly (Slot | null)[];
}

/** Waits for the entities, merges them into their objects, and adds the errors with the paths of the objects. */
export async function completeObjects(execution: Execution, pending: readonly PendingObjects[]): Promise<void> {
  const answers = new Set<EntityAnswer>();
  for (const { slots } of pending) for (const slot of slots) if (slot) answers.add(slot.answer);
  await Promise.all([...answers].map(({ settled }) => settled));
  for (const each of pending) mergeEntities(execution, each);
  if (![...answers].some(({ hasErrors }) => hasErrors)) return;
  for (const each of pending) addErrors(execution, each);
}

function mergeEntities({ interfaces }: Execution, { query, objects, slots }: PendingObjects): void {
  for (let at = 0; at < objects.length; at++) {
    const slot = slots[at];
    const entity = slot?.answer.entity(slot.index);
    const object = objects[at] as JsonObject;
    if (entity) query.mergeInto(object.__typename)(object, entity, query.isCopied, interfaces);
  }
}

function addErrors({ data, errors }: Execution, { steps, objects, slots }: PendingObjects): void {
  const slotOfObject = new Map(objects.map((object, at) => [object, slots[at]]));
  for (const { object, path } of locateObjects(data, steps)) {
    const slot = slotOfObject.get(object);
    if (slot) errors.push(...slot.answer.errorsOf(slot.index, path, object));
  }
}

import type { Data } from './data.ts';
import type { EntityAnswer, Slot } from './entity-answer.ts';
import type { EntityQuery } from './entity-query.ts';
import { EntityRequest } from './entity-request.ts';
import type { Execution } from './execution.ts';
import { merge } from './merge.ts';
import { objectsAt, type PathStep, placesAt } from './places.ts';
import type { PlanStep } from './plan-steps.ts';
import { keyOf } from './representations.ts';

/** The objects that a fetch completes, and where the answer about each is; null where none was asked for. */
export interface Gathered {
  objects: readonly Data[];
  slots: readonly (Slot | null)[];
}

/** Completes the objects at one place of the answer with what another subgraph knows of them. */
export class EntityFetch implements PlanStep {
  readonly query: EntityQuery;
  readonly steps: readonly PathStep[];
  readonly children = [];
  /** What it goes along with. */
  request: EntityRequest;

  constructor(query: EntityQuery, steps: readonly PathStep[]) {
    this.query = query;
    this.steps = steps;
    this.request = new EntityRequest(this);
  }

  get first(): readonly EntityFetch[] {
    return [this];
  }

  async run(execution: Execution): Promise<void> {
    if (!execution.gathered.has(this)) this.request.begin(execution);
    const gathered = execution.gathered.get(this);
    if (gathered) await complete(execution, this, gathered);
  }

  /** Finds the objects, and adds to an answer that is still to be asked for what nobody in this run has asked before. */
  gather(execution: Execution, answer: EntityAnswer): Gathered {
    const known = execution.slotsOf(this.query);
    const objects = objectsAt(execution.data, this.steps);
    return { objects, slots: objects.map((object) => slotOf(object, known, answer)) };
  }
}

/** Where the answer about an object is, or will be. Equal representations are asked for once. */
export function slotOf(object: Data, known: Map<string, Slot>, answer: EntityAnswer): Slot | null {
  const representation = answer.query.represent(object);
  if (!representation) return null;
  const key = keyOf(representation);
  let slot = known.get(key);
  if (!slot) {
    slot = answer.add(representation);
    known.set(key, slot);
  }
  return slot;
}

/** Waits for the answers about objects, merges them in, and tells what went wrong with each of them. */
export async function complete(
  execution: Execution,
  { query, steps }: Pick<EntityFetch, 'query' | 'steps'>,
  { objects, slots }: Gathered,
): Promise<void> {
  const answers = new Set<EntityAnswer>();
  for (const slot of slots) if (slot) answers.add(slot.answer);
  await Promise.all([...answers].map(({ arrived }) => arrived));

  for (let at = 0; at < objects.length; at++) {
    const slot = slots[at];
    const entity = slot?.answer.entity(slot.index);
    if (entity) merge(objects[at] as Data, entity, query.isShared);
  }
  if (![...answers].some(({ isTroubled }) => isTroubled)) return;
  const slotOfObject = new Map(objects.map((object, at) => [object, slots[at]]));
  for (const { object, path } of placesAt(execution.data, steps)) {
    const slot = slotOfObject.get(object);
    if (slot) execution.errors.push(...slot.answer.errorsOf(slot.index, path));
  }
}

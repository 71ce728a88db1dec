import type { Data } from '../../graphql/json-object.ts';
import { type PathStep, placesAt } from '../../planning/query-plan/response-path.ts';
import type { Execution } from '../execution.ts';
import { merge } from '../merge.ts';
import type { PlanStep } from '../plan-steps.ts';
import type { EntityAnswer, Slot } from './entity-answer.ts';
import type { EntityQuery } from './entity-query.ts';
import { EntityRequest } from './entity-request.ts';

/** Completes the objects at one place of the answer with what another subgraph knows of them. */
export class EntityFetch implements PlanStep {
  readonly query: EntityQuery;
  readonly steps: readonly PathStep[];
  /** What it goes along with. */
  request: EntityRequest;

  constructor(query: EntityQuery, steps: readonly PathStep[]) {
    this.query = query;
    this.steps = steps;
    this.request = new EntityRequest(this);
  }

  run(execution: Execution): Promise<void> {
    return this.request.run(execution);
  }
}

/** The objects that a fetch completes, and where the answer about each is; null where none is asked for. */
export interface Gathered {
  query: EntityQuery;
  steps: readonly PathStep[];
  objects: readonly Data[];
  slots: readonly (Slot | null)[];
}

/** Waits for the answers about objects, merges them in, and tells what went wrong with each of them. */
export async function complete(execution: Execution, gathered: readonly Gathered[]): Promise<void> {
  const answers = new Set<EntityAnswer>();
  for (const { slots } of gathered) for (const slot of slots) if (slot) answers.add(slot.answer);
  await Promise.all([...answers].map(({ arrived }) => arrived));
  for (const each of gathered) mergeIn(execution, each);
  if (![...answers].some(({ isTroubled }) => isTroubled)) return;
  for (const each of gathered) tellErrors(execution, each);
}

function mergeIn({ interfaces }: Execution, { query, objects, slots }: Gathered): void {
  for (let at = 0; at < objects.length; at++) {
    const slot = slots[at];
    const entity = slot?.answer.entity(slot.index);
    if (entity) merge(objects[at] as Data, entity, query.isCopied, interfaces);
  }
}

function tellErrors({ data, errors }: Execution, { steps, objects, slots }: Gathered): void {
  const slotOfObject = new Map(objects.map((object, at) => [object, slots[at]]));
  for (const { object, path } of placesAt(data, steps)) {
    const slot = slotOfObject.get(object);
    if (slot) errors.push(...slot.answer.errorsOf(slot.index, path, object));
  }
}

import type { JsonObject } from '../../graphql/json-object.ts';
import { objectsAt, type PathStep } from '../../planning/query-plan/response-path.ts';
import { TransportFailure } from '../../upstream/subgraph-response.ts';
import type { Execution } from '../execution.ts';
import { errorsOf, placedError } from '../subgraph-errors.ts';
import { completeObjects, type PendingObjects } from './complete-objects.ts';
import { EntityAnswer } from './entity-answer.ts';
import { EntityIndex } from './entity-index.ts';
import type { EntityQuery, MergedPart, MergedQuery } from './entity-query.ts';
import { canMerge, mergeQueries } from './merge-queries.ts';

/** A fetch that can move to the request of another. */
interface JoiningFetch {
  readonly query: EntityQuery;
  readonly steps: readonly PathStep[];
  request: EntityRequest;
}

/**
 * The entity fetches that go to one subgraph at the same time, as one operation. Fetches with the same query share a list of
 * representations; each other query has its own.
 */
export class EntityRequest {
  readonly #paths = new Map<EntityQuery, (readonly PathStep[])[]>();
  #merged: MergedQuery | undefined;

  constructor(query: EntityQuery, steps: readonly PathStep[]) {
    this.#paths.set(query, [steps]);
  }

  /** Adds a fetch. Returns false, and changes nothing, when its query cannot be in the same operation. */
  join(fetch: JoiningFetch): boolean {
    const { query, steps } = fetch;
    const same = this.#paths.get(query);
    if (!same && ![...this.#paths.keys()].every((other) => canMerge(other, query))) return false;
    if (same) same.push(steps);
    else this.#paths.set(query, [steps]);
    fetch.request = this;
    return true;
  }

  /** Fetches the entities of all its fetches and completes their objects. The first caller in an execution starts it. */
  run(execution: Execution): Promise<void> {
    return execution.once(this, () => completeObjects(execution, this.#send(execution)));
  }

  #send(execution: Execution): PendingObjects[] {
    const pending: PendingObjects[] = [];
    const answers: EntityAnswer[] = [];
    for (const [query, paths] of this.#paths) {
      const answer = new EntityAnswer(query);
      const index = execution.once(query, () => new EntityIndex(query));
      for (const steps of paths) {
        const objects = objectsAt(execution.data, steps);
        pending.push({ query, steps, objects, slots: objects.map((object) => index.slotOf(object, answer)) });
      }
      answers.push(answer);
    }
    const [first, ...others] = answers.filter(({ representations }) => representations.length > 0);
    if (first && others.length === 0) first.settled = fetchAlone(execution, this, first);
    else if (first) {
      this.#merged ??= mergeQueries([...this.#paths.keys()]);
      const settled = fetchEntities(execution, this, this.#merged, answers);
      for (const answer of answers) answer.settled = settled;
    }
    return pending;
  }
}

/** Fetches the entities of one answer, for a part of the plan. `variables` are added to the client's. */
export function fetchAlone(
  execution: Execution,
  part: object,
  answer: EntityAnswer,
  variables?: JsonObject,
): Promise<void> {
  return fetchEntities(execution, part, answer.query.alone, [answer], variables);
}

async function fetchEntities(
  execution: Execution,
  partOfPlan: object,
  merged: MergedQuery,
  answers: readonly EntityAnswer[],
  variables?: JsonObject,
): Promise<void> {
  const parts = answers.map((answer, at) => ({ answer, part: merged.parts[at] as MergedPart }));
  const added: JsonObject = { ...variables };
  let representations = 0;
  for (const { answer, part } of parts) {
    added[part.variable] = answer.representations;
    representations += answer.representations.length;
  }
  try {
    const response = await execution.send(merged, added, partOfPlan, representations);
    const errors = errorsOf(response);
    const taken = new Set(parts.flatMap(({ answer, part }) => answer.takeErrors(part.key, errors)));
    const others = errors.filter((error) => !taken.has(error));
    for (const { answer, part } of parts) answer.takeEntities(part.key, response, others.length > 0);
    execution.errors.push(...others.map((error) => placedError(merged.subgraph, error, null)));
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    for (const answer of answers) answer.fail(error);
  }
}

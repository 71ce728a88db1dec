import type { Data } from '../../graphql/json-object.ts';
import { objectsAt, type PathStep } from '../../planning/query-plan/response-path.ts';
import { TransportFailure } from '../../upstream/transport.ts';
import type { Execution } from '../execution.ts';
import { errorsOf, placedError } from '../subgraph-errors.ts';
import { EntityAnswer } from './entity-answer.ts';
import { complete, type EntityFetch, type Gathered } from './entity-fetch.ts';
import type { EntityQuery } from './entity-query.ts';
import { canJoin, type JointPart, type JointQuery, joinQueries } from './merge-queries.ts';

/**
 * The entity fetches to one subgraph that are ready at one time, and so go together. Those that ask the same share a list
 * of representations; those that ask something else have one of their own.
 */
export class EntityRequest {
  readonly #places = new Map<EntityQuery, (readonly PathStep[])[]>();
  #joint: JointQuery | undefined;

  constructor({ query, steps }: EntityFetch) {
    this.#places.set(query, [steps]);
  }

  /** Takes a fetch along, if what it asks can go in the same operation. */
  join(fetch: EntityFetch): boolean {
    const { query, steps } = fetch;
    const same = this.#places.get(query);
    if (!same && ![...this.#places.keys()].every((other) => canJoin(other, query))) return false;
    if (same) same.push(steps);
    else this.#places.set(query, [steps]);
    fetch.request = this;
    return true;
  }

  /** Gathers what all of its fetches need, asks for it, and completes their objects: once, whoever of them begins. */
  run(execution: Execution): Promise<void> {
    let running = execution.entityRequests.get(this);
    if (!running) {
      running = complete(execution, this.#send(execution));
      execution.entityRequests.set(this, running);
    }
    return running;
  }

  #send(execution: Execution): Gathered[] {
    const gathered: Gathered[] = [];
    const answers: EntityAnswer[] = [];
    for (const [query, places] of this.#places) {
      const answer = new EntityAnswer(query);
      const known = execution.slotsOf(query);
      for (const steps of places) {
        const objects = objectsAt(execution.data, steps);
        gathered.push({ query, steps, objects, slots: objects.map((object) => known.slotOf(object, answer)) });
      }
      answers.push(answer);
    }
    const [first, ...others] = answers.filter(({ representations }) => representations.length > 0);
    if (first && others.length === 0) first.arrived = askAlone(execution, first);
    else if (first) {
      this.#joint ??= joinQueries([...this.#places.keys()]);
      const arrived = ask(execution, this.#joint, answers);
      for (const answer of answers) answer.arrived = arrived;
    }
    return gathered;
  }
}

/** Asks for the entities of one answer. `variables` are ours, beside the client's. */
export function askAlone(execution: Execution, answer: EntityAnswer, variables?: Data): Promise<void> {
  return ask(execution, answer.query.alone, [answer], variables);
}

async function ask(
  execution: Execution,
  joint: JointQuery,
  answers: readonly EntityAnswer[],
  variables?: Data,
): Promise<void> {
  const asked = answers.map((answer, at) => ({ answer, part: joint.parts[at] as JointPart }));
  const ours: Data = { ...variables };
  for (const { answer, part } of asked) ours[part.variable] = answer.representations;
  try {
    const response = await execution.send(joint, ours);
    const errors = errorsOf(response);
    const placed = new Set(asked.flatMap(({ answer, part }) => answer.tell(part.key, errors)));
    const ofAll = errors.filter((error) => !placed.has(error));
    for (const { answer, part } of asked) answer.take(part.key, response, ofAll.length > 0);
    execution.errors.push(...ofAll.map((error) => placedError(joint.subgraph, error, null)));
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    for (const answer of answers) answer.fail(error);
  }
}

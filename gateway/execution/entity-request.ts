import type { Data } from './data.ts';
import { EntityAnswer } from './entity-answer.ts';
import type { EntityFetch } from './entity-fetch.ts';
import type { EntityQuery } from './entity-query.ts';
import type { Execution } from './execution.ts';
import { canJoin, type JointQuery, joinQueries } from './join-queries.ts';
import { errorsOf, placedError, type SubgraphError } from './subgraph-errors.ts';
import { TransportFailure } from './subgraph-transport.ts';

/**
 * The entity fetches to one subgraph that are ready at one time, and so go together. Those that ask the same share a list
 * of representations; those that ask something else have one of their own.
 */
export class EntityRequest {
  readonly #fetches = new Map<EntityQuery, EntityFetch[]>();
  /** By the numbers of the queries that have anything to ask. */
  readonly #joint = new Map<string, JointQuery>();

  constructor(fetch: EntityFetch) {
    this.#fetches.set(fetch.query, [fetch]);
  }

  /** Takes a fetch along, if what it asks can go in the same operation. */
  join(fetch: EntityFetch): boolean {
    const { query } = fetch;
    const same = this.#fetches.get(query);
    if (!same && ![...this.#fetches.keys()].every((other) => canJoin(other, query))) return false;
    if (same) same.push(fetch);
    else this.#fetches.set(query, [fetch]);
    fetch.request = this;
    return true;
  }

  /** Gathers what all of its fetches need, and asks for it. */
  begin(execution: Execution): void {
    const answers: EntityAnswer[] = [];
    let key = '';
    let number = 0;
    for (const [query, fetches] of this.#fetches) {
      const answer = new EntityAnswer(query);
      for (const fetch of fetches) execution.gathered.set(fetch, fetch.gather(execution, answer));
      if (answer.representations.length > 0) {
        answers.push(answer);
        key += `${number} `;
      }
      number++;
    }
    const [only, ...others] = answers;
    if (!only) return;
    const arrived = others.length === 0 ? askAlone(execution, only) : this.#askTogether(execution, answers, key);
    for (const answer of answers) answer.arrived = arrived;
  }

  #askTogether(execution: Execution, answers: readonly EntityAnswer[], key: string): Promise<void> {
    let joint = this.#joint.get(key);
    if (!joint) {
      joint = joinQueries(answers.map(({ query }) => query));
      this.#joint.set(key, joint);
    }
    return ask(execution, joint, answers);
  }
}

/** Asks for the entities of one answer. `variables` are ours, beside the client's. */
export function askAlone(execution: Execution, answer: EntityAnswer, variables?: Data): Promise<void> {
  const { operation } = answer.query;
  const alone: JointQuery = { ...operation, parts: [{ key: '_entities', variable: 'representations' }] };
  return ask(execution, alone, [answer], variables);
}

async function ask(
  execution: Execution,
  joint: JointQuery,
  answers: readonly EntityAnswer[],
  variables?: Data,
): Promise<void> {
  const ours: Data = { ...variables };
  for (const [at, { variable }] of joint.parts.entries()) ours[variable] = answers[at]?.representations;
  try {
    const response = await execution.send(joint, ours);
    const errors = errorsOf(response).map((error) => ({ ...error, path: isPlaced(joint, error) ? error.path : null }));
    for (const [at, answer] of answers.entries()) {
      const key = joint.parts[at]?.key ?? '';
      const its = errors.filter(({ path }) => path === null || path[0] === key);
      answer.take(response, key, its);
    }
    const ofAll = errors.filter(({ path }) => path === null);
    execution.errors.push(...ofAll.map((error) => placedError(joint.subgraph, error, null)));
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    for (const answer of answers) answer.fail(error);
  }
}

const isPlaced = ({ parts }: JointQuery, { path }: SubgraphError): boolean =>
  parts.some(({ key }) => key === path?.[0]);

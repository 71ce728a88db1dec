import type { GraphQLError } from 'graphql';
import type { Data } from '../graphql/json-object.ts';
import type { SubgraphResponse } from '../upstream/transport.ts';
import type { ExecutionRequest } from './compile-operation.ts';
import { KnownSlots } from './entities/entity-index.ts';
import type { EntityQuery } from './entities/entity-query.ts';
import type { EntityRequest } from './entities/entity-request.ts';
import type { RootQuery } from './root-fetch.ts';

/** What is sent to a subgraph. */
export interface SubgraphQuery {
  subgraph: string;
  text: string;
  name: string | undefined;
  /** The client's variables that it uses. */
  variables: readonly string[];
}

/** One run of an operation: what has come of it so far. */
export class Execution {
  readonly request: ExecutionRequest;
  /** The names of the interfaces of the supergraph. */
  readonly interfaces: ReadonlySet<string>;
  /** What the subgraphs sent, merged, by the client's response keys. */
  readonly data: Data = {};
  readonly errors: GraphQLError[] = [];
  readonly entityRequests = new Map<EntityRequest, Promise<void>>();
  readonly rootAnswers = new Map<RootQuery, Promise<SubgraphResponse>>();
  readonly #slots = new Map<EntityQuery, KnownSlots>();
  #ended = false;

  constructor(request: ExecutionRequest, interfaces: ReadonlySet<string>) {
    this.request = request;
    this.interfaces = interfaces;
  }

  /** Where the answer about each representation is, of all that was asked by a query. */
  slotsOf(query: EntityQuery): KnownSlots {
    let slots = this.#slots.get(query);
    if (!slots) {
      slots = new KnownSlots(query);
      this.#slots.set(query, slots);
    }
    return slots;
  }

  /** Asks a subgraph, unless the run is over. Rejects as the request's `fetch` does. */
  async send({ subgraph, text, name, variables }: SubgraphQuery, ours?: Data): Promise<SubgraphResponse> {
    const { fetch, signal } = this.request;
    if (this.#ended) throw new Error('nothing is fetched for an operation that is over');
    const values = fetchVariables(variables, this.request);
    const all = ours ? { ...values, ...ours } : values;
    return fetch(subgraph, { query: text, operationName: name, variables: all }, signal);
  }

  end(): void {
    this.#ended = true;
  }
}

/**
 * Variables of the client's operation as a subgraph gets them: the client's own values, because custom scalars are the
 * subgraph's to read, and defaults where it gave none.
 */
export function fetchVariables(
  names: readonly string[],
  { variables, coerced }: Pick<ExecutionRequest, 'variables' | 'coerced'>,
): Data {
  const values: Data = {};
  for (const name of names) {
    if (Object.hasOwn(variables, name)) values[name] = variables[name];
    else if (Object.hasOwn(coerced, name)) values[name] = coerced[name];
  }
  return values;
}

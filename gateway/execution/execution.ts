import type { GraphQLError } from 'graphql';
import { type JsonObject, type Path, put } from '../graphql/json-object.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';
import type { ExecutionRequest, SubgraphQuery } from './request.ts';

/** The state of one run of an operation. */
export class Execution {
  readonly request: ExecutionRequest;
  /** The names of the supergraph's interfaces. */
  readonly interfaces: ReadonlySet<string>;
  /** The subgraphs' data, merged, by response key. */
  readonly data: JsonObject = {};
  readonly errors: GraphQLError[] = [];
  /** The paths that a subgraph left null because of an error in another field of its response. */
  readonly nulled: Path[] = [];
  readonly #memo = new Map<object, unknown>();
  #ended = false;

  constructor(request: ExecutionRequest, interfaces: ReadonlySet<string>) {
    this.request = request;
    this.interfaces = interfaces;
  }

  /** Returns what `make` returned for this key in this run. Calls `make` on the first use of the key. */
  once<Value>(key: object, make: () => Value): Value {
    const made = this.#memo.get(key) as Value | undefined;
    if (made !== undefined) return made;
    const value = make();
    this.#memo.set(key, value);
    return value;
  }

  /**
   * Sends a query with the client's variables that it uses, and `added`, for a part of the plan. Rejects as the request's `fetch` does.
   */
  async send(
    query: SubgraphQuery,
    added?: JsonObject,
    part: object = query,
    representations = 0,
  ): Promise<SubgraphResponse> {
    const { fetch, signal, span, recorder } = this.request;
    const { subgraph, text, name, variables } = query;
    if (this.#ended) throw new Error('the operation has ended: nothing more is fetched for it');
    const values = fetchVariables(variables, this.request);
    const all = added ? { ...values, ...added } : values;
    const request = { query: text, operationName: name, variables: all };
    if (!recorder) return fetch(subgraph, request, signal, span);
    return recorder.record({ part, representations }, (progress) => fetch(subgraph, request, signal, span, progress));
  }

  end(): void {
    this.#ended = true;
  }
}

/** The values that the client sent for these variables. Subgraphs coerce them, and apply the default values of the others. */
export function fetchVariables(
  names: readonly string[],
  { variables }: Pick<ExecutionRequest, 'variables'>,
): JsonObject {
  const values: JsonObject = {};
  for (const name of names) if (Object.hasOwn(variables, name)) put(values, name, variables[name]);
  return values;
}

/** The client's variables, with those that have other names in the fetches under these names alone. */
export function renameVariables(variables: JsonObject, clientVariables: ReadonlyMap<string, string>): JsonObject {
  const renamed = { ...variables };
  // A name that is the client's no longer may be the planner's, and ours may be the client's for a variable that has another name itself.
  for (const [name, client] of clientVariables) {
    delete renamed[name];
    delete renamed[client];
  }
  for (const [name, client] of clientVariables) if (Object.hasOwn(variables, client)) renamed[name] = variables[client];
  return renamed;
}

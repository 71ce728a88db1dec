import { OperationCache } from '../admission/operation-cache.ts';
import { type Deduplication, Subgraphs } from '../upstream/subgraphs.ts';
import type { SubgraphTransport } from '../upstream/transport.ts';
import type { FederatedGraph } from './federated-graph.ts';

/** One version of the graph, with the operations prepared for it and its subgraphs. */
export interface GraphVersion {
  graph: FederatedGraph;
  operations: OperationCache;
  subgraphs: Subgraphs;
}

export interface ServingOptions {
  transport: SubgraphTransport;
  /** Whether the subgraphs enforce the auth directives instead of the gateway. */
  authBySubgraphs: boolean;
  deduplication: Deduplication;
}

/** The graph that the gateway serves. An operation reads `current` once and ends on the version that it started on. */
export class ServedGraph {
  #current: GraphVersion;
  readonly #options: ServingOptions;

  constructor(graph: FederatedGraph, options: ServingOptions) {
    this.#options = options;
    this.#current = createVersion(graph, options);
  }

  get current(): GraphVersion {
    return this.#current;
  }

  /** Serves another graph from the next operation on. */
  replace(graph: FederatedGraph): void {
    this.#current = createVersion(graph, this.#options);
  }
}

function createVersion(graph: FederatedGraph, options: ServingOptions): GraphVersion {
  const urls = new Map([...graph.subgraphUrls].map(([name, url]) => [name, new URL(url)]));
  return { graph, operations: new OperationCache(graph, options), subgraphs: new Subgraphs({ ...options, urls }) };
}

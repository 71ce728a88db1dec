import { OperationCache } from '../admission/operation-cache.ts';
import { type Sharing, Subgraphs } from '../upstream/subgraphs.ts';
import type { SubgraphTransport } from '../upstream/transport.ts';
import type { FederatedGraph } from './federated-graph.ts';

/** A graph, what clients ask of it, and its subgraphs. */
export interface ServedGraph {
  graph: FederatedGraph;
  operations: OperationCache;
  subgraphs: Subgraphs;
}

export interface ServingOptions {
  transport: SubgraphTransport;
  /** Whether it is left to the subgraphs who may see what. */
  authBySubgraphs: boolean;
  sharing: Sharing;
}

/** The graph that is served. A new one is taken up between two operations: one that has begun ends on the graph it began on. */
export class ServedGraphs {
  #current: ServedGraph;
  readonly #options: ServingOptions;

  constructor(graph: FederatedGraph, options: ServingOptions) {
    this.#options = options;
    this.#current = serve(graph, options);
  }

  get current(): ServedGraph {
    return this.#current;
  }

  take(graph: FederatedGraph): void {
    this.#current = serve(graph, this.#options);
  }
}

function serve(graph: FederatedGraph, options: ServingOptions): ServedGraph {
  const urls = new Map([...graph.subgraphUrls].map(([name, url]) => [name, new URL(url)]));
  return { graph, operations: new OperationCache(graph, options), subgraphs: new Subgraphs({ ...options, urls }) };
}

import { Operations } from '../admission/operations.ts';
import type { FetchSubgraph } from '../execution/compile-operation.ts';
import { subgraphFetch } from '../execution/subgraph-fetch.ts';
import type { SubgraphTransport } from '../execution/subgraph-transport.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { FederatedGraph } from './federated-graph.ts';

/** A graph, what clients ask of it, and how its subgraphs are asked. */
export interface ServedGraph {
  graph: FederatedGraph;
  operations: Operations;
  fetchFor(context: GatewayContext): FetchSubgraph;
}

/** The graph that is served. A new one is taken up between two operations: one that has begun ends on the graph it began on. */
export class GraphInUse {
  #current: ServedGraph;
  readonly #transport: SubgraphTransport;
  readonly #options: { authBySubgraphs: boolean };

  constructor(graph: FederatedGraph, transport: SubgraphTransport, options: { authBySubgraphs: boolean }) {
    this.#transport = transport;
    this.#options = options;
    this.#current = this.#serve(graph);
  }

  get current(): ServedGraph {
    return this.#current;
  }

  take(graph: FederatedGraph): void {
    this.#current = this.#serve(graph);
  }

  #serve(graph: FederatedGraph): ServedGraph {
    const urls = new Map([...graph.subgraphUrls].map(([name, url]) => [name, new URL(url)]));
    return {
      graph,
      operations: new Operations(graph, this.#options),
      fetchFor: (context) => subgraphFetch(urls, this.#transport, context),
    };
  }
}

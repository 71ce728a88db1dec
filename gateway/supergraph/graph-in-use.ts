import type { GatewayInterface, GatewaySchemaLoadOrUpdateCallback } from '@apollo/server-gateway-interface';
import type { GraphQLSchema } from 'graphql';
import type { FetchSubgraph } from '../execution/compile-operation.ts';
import { subgraphFetch } from '../execution/subgraph-fetch.ts';
import type { SubgraphTransport } from '../execution/subgraph-transport.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { FederatedGraph } from './federated-graph.ts';

/** A graph and how its subgraphs are asked. */
export interface ServedGraph {
  graph: FederatedGraph;
  fetchFor(context: GatewayContext): FetchSubgraph;
}

/** The graph that is served. A new one is taken up between two operations: one that has begun ends on the graph it began on. */
export class GraphInUse {
  #current: ServedGraph;
  readonly #bySchema = new WeakMap<GraphQLSchema, ServedGraph>();
  readonly #transport: SubgraphTransport;
  readonly #listeners = new Set<GatewaySchemaLoadOrUpdateCallback>();

  constructor(graph: FederatedGraph, transport: SubgraphTransport) {
    this.#transport = transport;
    this.#current = this.#serve(graph);
  }

  get current(): ServedGraph {
    return this.#current;
  }

  /** The graph whose schema an operation was validated against. */
  of(schema: GraphQLSchema): ServedGraph {
    return this.#bySchema.get(schema) ?? this.#current;
  }

  take(graph: FederatedGraph): void {
    this.#current = this.#serve(graph);
    for (const listener of this.#listeners) this.#tell(listener);
  }

  /** How Apollo Server gets the schema and runs an operation. */
  asGateway(executor: Awaited<ReturnType<GatewayInterface['load']>>['executor']): GatewayInterface {
    return {
      load: async () => {
        for (const listener of this.#listeners) this.#tell(listener);
        return { executor };
      },
      onSchemaLoadOrUpdate: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      stop: async () => {},
    };
  }

  #tell(listener: GatewaySchemaLoadOrUpdateCallback): void {
    const { apiSchema, sdl } = this.#current.graph;
    listener({ apiSchema, coreSupergraphSdl: sdl });
  }

  #serve(graph: FederatedGraph): ServedGraph {
    const urls = new Map([...graph.subgraphUrls].map(([name, url]) => [name, new URL(url)]));
    const served: ServedGraph = { graph, fetchFor: (context) => subgraphFetch(urls, this.#transport, context) };
    this.#bySchema.set(graph.apiSchema, served);
    return served;
  }
}

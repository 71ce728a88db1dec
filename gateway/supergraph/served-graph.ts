import type { OperationTypeNode } from 'graphql';
import type { Running } from '#platform/run/lifecycle.ts';
import { OperationCache, type OperationCacheOptions } from '../admission/operation-cache.ts';
import type { PublicCache } from '../caching/public-cache.ts';
import { ResponseCache } from '../caching/response-cache.ts';
import type { Planner } from '../planning/planner.ts';
import { QuerySharing, type Sharing } from '../sharing/query-sharing.ts';
import type { SharedResult } from '../sharing/shared-result.ts';
import type { ResilientTransport } from '../upstream/resilient-transport.ts';
import { Subgraphs } from '../upstream/subgraphs.ts';
import type { FederatedGraph } from './federated-graph.ts';

/** One version of the graph, with the operations prepared for it and its subgraphs. */
export interface GraphVersion {
  graph: FederatedGraph;
  operations: OperationCache;
  subgraphs: Subgraphs;
  sharing: QuerySharing;
}

export interface ServingOptions extends OperationCacheOptions {
  transport: Pick<ResilientTransport, 'post'>;
  /** Milliseconds that a query or a mutation may take. */
  requestTimeout: number;
  sharing: Sharing;
  /** The cache of public responses; none by default. */
  cache?: PublicCache<SharedResult> | null;
}

/** The graph that the gateway serves. An operation reads `current` once and ends on the version that it started on. */
export class ServedGraph implements Running {
  #current: GraphVersion;
  readonly #options: ServingOptions;
  /** The planners of earlier versions, whose operations may not have ended, with the timers that stop them. */
  readonly #retired = new Map<Planner, NodeJS.Timeout>();

  constructor(graph: FederatedGraph, options: ServingOptions) {
    this.#options = options;
    this.#current = createVersion(graph, options);
  }

  get current(): GraphVersion {
    return this.#current;
  }

  /** The time at which the requests of an operation that begins now end, on the clock of `performance.now()`. */
  deadlineOf(operation: OperationTypeNode): number {
    return operation === 'subscription' ? Number.POSITIVE_INFINITY : performance.now() + this.#options.requestTimeout;
  }

  /** Serves another graph from the next operation on. The planner of the previous one stops when its operations have ended. */
  replace(graph: FederatedGraph): void {
    const { planner } = this.#current.graph;
    this.#current = createVersion(graph, this.#options);
    const stop = () => {
      this.#retired.delete(planner);
      void planner.stop();
    };
    this.#retired.set(planner, setTimeout(stop, this.#options.requestTimeout).unref());
  }

  async stop(): Promise<void> {
    for (const timer of this.#retired.values()) clearTimeout(timer);
    await Promise.all([this.#current.graph.planner, ...this.#retired.keys()].map((planner) => planner.stop()));
  }
}

function createVersion(graph: FederatedGraph, options: ServingOptions): GraphVersion {
  const urls = new Map([...graph.subgraphUrls].map(([name, url]) => [name, new URL(url)]));
  return {
    graph,
    operations: new OperationCache(graph, options),
    subgraphs: new Subgraphs({ ...options, urls }),
    sharing: new QuerySharing(options.sharing, options.cache ? new ResponseCache(options.cache) : null),
  };
}

import type { GraphQLSchema } from 'graphql';
import { type ClientName, otherClient } from '#platform/graphql/client-name.ts';
import type { PreparedOperation } from '../admission/operation-cache.ts';
import { Clients } from './clients.ts';
import { type CountedOperation, countedOperation } from './counted-operation.ts';
import { UseCounter } from './use-counter.ts';

/** Operations that are counted by themselves between two reports. */
export const maxOperations = 1_000;
/** Combinations of an operation and a client that are counted by themselves between two reports. */
export const maxCounters = 5_000;

/** A request whose operation and variables are valid. */
export interface CountedRequest {
  graph: { apiSchema: GraphQLSchema };
  operation: Pick<PreparedOperation, 'document' | 'definition'>;
  variables: Readonly<Record<string, unknown>>;
  context: { client: ClientName };
}

/** What was counted since the last report. */
export interface CountedUse {
  requests: number;
  operations: Iterable<Pick<CountedOperation, 'row' | 'counters'>>;
  /** The requests for the operations above the bound, with the coordinates of their documents. */
  other: UseCounter;
}

/**
 * Counts in memory which client sends which operation. Clients choose both, so the number of each is bounded: the clients above a bound count
 * as `otherClient`, and of the operations above theirs the coordinates alone are counted.
 */
export class UsageCounter {
  readonly #operations = new WeakMap<CountedRequest['operation'], CountedOperation | null>();
  #clients = new Clients();
  #counted = new Set<CountedOperation>();
  #counters = 0;
  #other = new UseCounter();
  #requests = 0;

  /** The requests since the last report. */
  get requests(): number {
    return this.#requests;
  }

  /** Counts a request, unless it reads the schema alone. */
  count({ graph, operation, variables, context }: CountedRequest): void {
    let counted = this.#operations.get(operation);
    if (counted === undefined) {
      counted = countedOperation(graph.apiSchema, operation);
      this.#operations.set(operation, counted);
    }
    if (counted === null) return;
    this.#requests++;
    const client = this.#clients.known(context.client);
    const counter = counted.counters.get(client) ?? this.#newCounter(counted, client);
    counter.requests++;
    counted.inputs?.(variables, counter);
    if (counter === this.#other) for (const coordinate of counted.row.coordinates) counter.use(coordinate);
  }

  /** Returns what was counted since the last call, and begins anew. */
  take(): CountedUse {
    const operations = Array.from(this.#counted, ({ row, counters }) => ({ row, counters }));
    const taken = { requests: this.#requests, operations, other: this.#other };
    for (const counted of this.#counted) counted.counters = new Map();
    this.#clients = new Clients();
    this.#counted = new Set();
    this.#counters = 0;
    this.#other = new UseCounter();
    this.#requests = 0;
    return taken;
  }

  #newCounter(counted: CountedOperation, client: ClientName): UseCounter {
    if (!this.#counted.has(counted)) {
      if (this.#counted.size >= maxOperations) return this.#other;
      this.#counted.add(counted);
    }
    // Each operation may have a counter of the other clients beside the bound.
    const counts = this.#counters < maxCounters ? client : otherClient;
    const existing = counted.counters.get(counts);
    if (existing) return existing;
    this.#counters++;
    const counter = new UseCounter();
    counted.counters.set(counts, counter);
    return counter;
  }
}

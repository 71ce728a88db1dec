import { buildSchema, type GraphQLSchema, printSchema } from 'graphql';
import { unnamedClient } from '#platform/graphql/client-name.ts';
import { createLog } from '#platform/log.ts';
import { ConcurrencyLimiter } from '../../admission/concurrency-limiter.ts';
import { noBudget } from '../../admission/cost/testing/no-budget.ts';
import { documentBounds } from '../../admission/document-bounds.ts';
import { OperationCache, PreparedOperation } from '../../admission/operation-cache.ts';
import { RefusalDelay } from '../../admission/refusal-delay.ts';
import { defaultPlanner } from '../../planning/operation-planner.ts';
import { upstreamHeaders } from '../../request-context.ts';
import { type OperationRequest, runOperation } from '../../run-operation.ts';
import { QuerySharing, type Sharing } from '../../sharing/query-sharing.ts';
import { composeSupergraph } from '../../supergraph/compose.ts';
import { FederatedGraph } from '../../supergraph/federated-graph.ts';
import { unlimited } from '../../testing/unlimited.ts';
import { Subgraphs } from '../../upstream/subgraphs.ts';
import type { Choices } from '../operations/choices.ts';
import type { GeneratedOperation } from '../operations/generate-operation.ts';
import { executeOnOneServer, readCounters } from './counter-oracle.ts';
import { CounterState } from './counter-state.ts';
import { CounterSubgraph, counterTypeDefs } from './counter-subgraphs.ts';
import { ScheduledTransport } from './scheduled-transport.ts';

const log = createLog({ name: 'clients', level: 'silent' });
const urlOf = (name: string) => `http://${name}.test/graphql`;
const names = Object.keys(counterTypeDefs);

/** The gateway and the one server that the runs share. */
export class CounterGraph {
  readonly graph: FederatedGraph;
  readonly oneServer: GraphQLSchema;
  readonly subgraphs: ReadonlyMap<string, CounterSubgraph>;
  readonly #operations: OperationCache;

  constructor() {
    const sources = Object.entries(counterTypeDefs).map(([name, typeDefs]) => ({ name, url: urlOf(name), typeDefs }));
    this.graph = new FederatedGraph(composeSupergraph(sources).supergraphSdl, { createPlanner: defaultPlanner });
    this.oneServer = buildSchema(printSchema(this.graph.apiSchema));
    this.subgraphs = new Map(sources.map(({ name, typeDefs }) => [name, new CounterSubgraph(typeDefs)]));
    this.#operations = new OperationCache(this.graph, {
      authBySubgraphs: false,
      bounds: documentBounds,
      knownOperations: new Map(),
    });
  }

  prepare({ source, operationName }: GeneratedOperation): PreparedOperation {
    const prepared = this.#operations.prepare(source, operationName);
    if (!(prepared instanceof PreparedOperation)) throw new Error(`the gateway refuses ${source}`, { cause: prepared });
    return prepared;
  }
}

/** What a run has done. */
export interface RunCounts {
  answered: number;
  aborted: number;
  /** The values of counters that were compared. */
  reads: number;
  /** The requests that the subgraphs received. */
  requests: number;
  /** The runs of operations: fewer than those answered or aborted when some were shared. */
  runs: number;
}

/** A client sends its operations one after another. */
type Client = GeneratedOperation[];

/** Runs the operations of several clients of one gateway at once, in an order that the choices determine. */
export class ConcurrentRun {
  readonly counts: RunCounts = { answered: 0, aborted: 0, reads: 0, requests: 0, runs: 0 };
  readonly #graph: CounterGraph;
  readonly #state = new CounterState();
  readonly #transport: ScheduledTransport;
  readonly #subgraphs: Subgraphs;
  readonly #sharing: QuerySharing;
  readonly #limits = {
    limiter: new ConcurrencyLimiter(),
    budget: noBudget,
    refusalDelay: new RefusalDelay(0),
    metrics: { ran: () => {}, subscribed: () => {} },
    usage: { count: () => {} },
  };
  readonly #running = new Set<AbortController>();
  #started = 0;
  #failure: Error | null = null;

  constructor(graph: CounterGraph, sharing: Sharing) {
    this.#graph = graph;
    this.#transport = new ScheduledTransport(graph.subgraphs, this.#state);
    const urls = new Map(names.map((name) => [name, new URL(urlOf(name))]));
    this.#subgraphs = new Subgraphs({ urls, transport: this.#transport });
    this.#sharing = new QuerySharing(sharing);
  }

  /** Throws at the first response that differs from one server's, or that misses a change that its client knew of. */
  async run(clients: readonly Client[], choices: Choices): Promise<void> {
    const idle = clients.map((operations) => [...operations]).filter((operations) => operations.length > 0);
    while (!this.#failure && (idle.length > 0 || this.#running.size > 0)) {
      const { steps } = this.#transport;
      const kind = choices.below(100);
      if (kind >= 97) await new Promise((resolve) => setTimeout(resolve, 6));
      else if (kind >= 94 && this.#running.size > 0) choices.of([...this.#running]).abort(new Error('left'));
      else if (idle.length > 0 && kind >= 82) while (idle.length > 0) this.#start(idle, 0);
      else if (idle.length > 0 && (kind >= 65 || steps.length === 0)) this.#start(idle, choices.below(idle.length));
      else if (steps.length > 0) steps.splice(choices.below(steps.length), 1)[0]?.();
      else await new Promise((resolve) => setTimeout(resolve, 1));
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    }
    this.counts.requests = this.#transport.sent;
    if (this.#failure) throw this.#failure;
  }

  #start(idle: Client[], index: number): void {
    const [operations] = idle.splice(index, 1);
    const operation = operations?.shift();
    if (!operations || !operation) return;
    void this.#send(operation)
      .catch((error: Error) => {
        this.#failure ??= error;
      })
      .then(() => {
        if (operations.length > 0) idle.push(operations);
      });
  }

  async #send(operation: GeneratedOperation): Promise<void> {
    const { graph, oneServer } = this.#graph;
    const requestId = `r${this.#started++}`;
    const client = new AbortController();
    const scope = { requestId, language: 'en' as const };
    const context = {
      viewer: null,
      client: unnamedClient,
      scope,
      log,
      allowance: unlimited,
      signal: client.signal,
      deadline: Number.POSITIVE_INFINITY,
      upstreamHeaders: upstreamHeaders({ token: null, address: '203.0.113.1', headers: {}, scope }),
    };
    const { source, variables } = operation;
    const known = this.#state.known();
    this.#running.add(client);
    const prepared = this.#graph.prepare(operation);
    const subgraphs: OperationRequest['subgraphs'] = {
      createFetch: (...caller) => {
        this.counts.runs++;
        return this.#subgraphs.createFetch(...caller);
      },
    };
    const request = { graph, subgraphs, sharing: this.#sharing, operation: prepared, variables, context };
    const result = await runOperation(request, this.#limits);
    this.#running.delete(client);
    if (client.signal.aborted) {
      this.counts.aborted++;
      return;
    }
    const expected = executeOnOneServer(oneServer, operation);
    const { read, difference } = readCounters(expected, JSON.parse(JSON.stringify(result.data)));
    if (difference) throw new Error(`${source}\n  ${difference} ${JSON.stringify(result.errors ?? [])}`);
    const current = this.#state.current();
    for (const [counter, value] of read) {
      const [least, most] = [known[counter] as number, current[counter] as number];
      if (value < least) throw new Error(`${source}\n  counter ${counter} is ${value}, but the client knew ${least}`);
      if (value > most) throw new Error(`${source}\n  counter ${counter} is ${value}, but was never above ${most}`);
    }
    this.#state.learn(requestId, read);
    this.counts.answered++;
    this.counts.reads += read.length;
  }
}

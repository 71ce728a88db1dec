import { EventEmitter, on } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { unnamedClient } from '#platform/graphql/client-name.ts';
import { Metrics } from '#platform/http/metrics.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { noBudget } from '../admission/cost/testing/no-budget.ts';
import { documentBounds } from '../admission/document-bounds.ts';
import { PreparedOperation } from '../admission/operation-cache.ts';
import { defaultPlanner } from '../planning/operation-planner.ts';
import type { GatewayContext } from '../request-context.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';
import { ServedGraph } from '../supergraph/served-graph.ts';
import { startTinySubgraph, type TinySubgraph } from '../testing/tiny-subgraph.ts';
import { unlimited } from '../testing/unlimited.ts';
import { SubgraphTransport } from '../upstream/transport.ts';
import type { Channel } from './channel.ts';
import { SubscriptionHub } from './subscription-hub.ts';

const emitter = new EventEmitter();
let gate: Promise<void>;
let executing = 0;
let feed: TinySubgraph;
let facts: TinySubgraph;
/** Supergraphs by the schema of `facts`. */
const supergraphs = new Map<string, string>();
let served: ServedGraph;
let hub: SubscriptionHub;
const requestTimeout = 20_000;
const transport = new SubgraphTransport(
  new Metrics('test').histogram('fetches', 'Fetches', ['subgraph', 'outcome'] as const),
);

/** A version of the supergraph, whose planner waits for a promise. */
function version(fact: string = 'fact: String', mayPlan: Promise<void> = Promise.resolve()): FederatedGraph {
  const typeDefs = facts.typeDefs.replace('fact: String', fact);
  const supergraph = supergraphs.get(typeDefs) ?? composeSupergraph([feed, { ...facts, typeDefs }]).supergraphSdl;
  supergraphs.set(typeDefs, supergraph);
  return new FederatedGraph(supergraph, {
    createPlanner: (sdl) => {
      const planner = defaultPlanner(sdl);
      return {
        stop: () => planner.stop(),
        plan: async (request) => {
          await mayPlan;
          return planner.plan(request);
        },
      };
    },
  });
}

function replace(graph: FederatedGraph): void {
  served.replace(graph);
  void hub.replan();
}

beforeEach(async () => {
  supergraphs.clear();
  gate = Promise.resolve();
  executing = 0;
  const changes = { subscribe: () => on(emitter, 'change'), resolve: ([event]: [object]) => event };
  feed = await startTinySubgraph({
    name: 'feed',
    typeDefs: `type Query { now: Int } type Subscription { change: Change } type Change { n: Int thing: Thing }
      type Thing @key(fields: "id") { id: ID! }`,
    resolvers: { Subscription: { change: changes } },
  });
  const fact = async () => {
    executing++;
    await gate;
    return 'fact';
  };
  facts = await startTinySubgraph({
    name: 'facts',
    typeDefs:
      'type Query { pulse: Int } type Thing @key(fields: "id") { id: ID! info: Info } type Info { fact: String other: Int }',
    resolvers: { Thing: { info: () => ({ fact }) } },
  });
  served = new ServedGraph(version(), {
    transport,
    authBySubgraphs: false,
    bounds: documentBounds,
    knownOperations: new Map(),
    requestTimeout,
    sharing: 'public',
  });
  hub = new SubscriptionHub({
    served,
    limits: { budget: noBudget, metrics: { ran: () => {}, subscribed: () => {} }, usage: { count: () => {} } },
    sharing: 'public',
    log: silent,
    format: (error) => error.toJSON(),
  });
});

afterEach(async () => {
  await hub.stop();
  await served.stop();
  await Promise.all([feed.stop(), facts.stop()]);
});

interface Client {
  got: { data?: unknown; errors?: { extensions: { code: string } }[] }[];
  ended: boolean;
}

async function subscribe(query: string): Promise<Client> {
  const client: Client = { got: [], ended: false };
  const channel: Channel = {
    buffered: 0,
    next: ({ json }) => void client.got.push(JSON.parse(json)),
    end: () => {
      client.ended = true;
    },
    expire: () => {},
    onDrain: () => () => {},
  };
  const { graph, operations, subgraphs, sharing } = served.current;
  const operation = operations.prepare(query, undefined);
  if (!(operation instanceof PreparedOperation)) throw operation[0];
  const context: GatewayContext = {
    viewer: null,
    client: unnamedClient,
    scope: { requestId: 'r', language: 'en' },
    log: silent,
    allowance: unlimited,
    upstreamHeaders: { 'accept-language': 'en' },
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
  };
  await hub.subscribe({ graph, subgraphs, sharing, operation, variables: {}, context }, channel);
  return client;
}

const emit = (n: number) => emitter.emit('change', { n, thing: { id: String(n) } });

test('a supergraph that changes at any moment of a start leaves no subscription behind', async () => {
  const keeper = await subscribe('subscription { change { n } }');
  await until(() => emitter.listenerCount('change') === 1);
  const clients: Client[] = [];
  for (let moment = 0; moment < 40; moment++) {
    const starting = subscribe('subscription { change { n } }');
    for (let turn = 0; turn < moment; turn++) await Promise.resolve();
    replace(version());
    clients.push(await starting);
    await until(() => hub.size.groups === 1);
    await hub.replan();
  }
  emit(1);
  await until(() => keeper.got.length > 0);
  expect(clients.map(({ got }) => got.length)).toEqual(clients.map(() => 1));
});

test('a supergraph that changes again before the last change has reached a group applies to it too', async () => {
  const client = await subscribe('subscription { change { n thing { info { fact other } } } }');
  await until(() => emitter.listenerCount('change') === 1);
  const [fetched, planned] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  gate = fetched.promise;
  emit(1);
  await until(() => executing === 1);
  replace(version());
  await hub.replan();
  replace(version('fact: String @authenticated', planned.promise));
  fetched.resolve();
  await until(() => client.got.length === 1);
  planned.resolve();
  // Until the newest version is planned, events are executed by the one before.
  await until(() => {
    emit(2);
    return client.got.at(-1)?.errors !== undefined;
  });
  expect(client.got.at(-1)).toMatchObject({
    data: { change: { n: 2, thing: { info: { fact: null, other: null } } } },
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

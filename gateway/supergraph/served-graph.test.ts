import { afterEach, expect, jest, test } from '@jest/globals';
import { documentBounds } from '../admission/document-bounds.ts';
import type { Planner } from '../planning/planner.ts';
import type { SubgraphTransport } from '../upstream/transport.ts';
import { composeSupergraph } from './compose.ts';
import { FederatedGraph } from './federated-graph.ts';
import { ServedGraph } from './served-graph.ts';

const { supergraphSdl } = composeSupergraph([
  { name: 'one', url: 'http://one.test', typeDefs: 'type Query { one: Int }' },
]);

/** A graph, and whether its planner has stopped. */
function graphWithPlanner() {
  let stopped = false;
  const planner: Planner = {
    plan: () => Promise.reject(new Error('nothing is planned')),
    stop: async () => {
      stopped = true;
    },
  };
  return { graph: new FederatedGraph(supergraphSdl, { createPlanner: () => planner }), isStopped: () => stopped };
}

const requestTimeout = 20_000;

const serve = (graph: FederatedGraph) =>
  new ServedGraph(graph, {
    // No operation runs.
    transport: {} as SubgraphTransport,
    sharing: 'none',
    authBySubgraphs: false,
    bounds: documentBounds,
    knownOperations: new Map(),
    requestTimeout,
  });

afterEach(() => {
  jest.useRealTimers();
});

test('an invalid supergraph leaves no planner', () => {
  let stopped = 0;
  const planner = { plan: () => Promise.reject(new Error()), stop: async () => void stopped++ };
  expect(() => new FederatedGraph('type Query { one: Int }', { createPlanner: () => planner })).toThrow();
  expect(stopped).toBe(1);
});

test('stops the planner of a replaced graph when its operations have ended', () => {
  jest.useFakeTimers();
  const [one, other] = [graphWithPlanner(), graphWithPlanner()];
  const served = serve(one.graph);
  served.replace(other.graph);
  expect(served.current.graph).toBe(other.graph);
  jest.advanceTimersByTime(requestTimeout - 1);
  expect(one.isStopped()).toBe(false);
  jest.advanceTimersByTime(1);
  expect([one.isStopped(), other.isStopped()]).toEqual([true, false]);
});

test('stops the planners of all its graphs when it stops', async () => {
  const [one, other] = [graphWithPlanner(), graphWithPlanner()];
  const served = serve(one.graph);
  served.replace(other.graph);
  await served.stop();
  expect([one.isStopped(), other.isStopped()]).toEqual([true, true]);
});

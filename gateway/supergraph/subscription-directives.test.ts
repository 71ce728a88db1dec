import path from 'node:path';
import { expect, test } from '@jest/globals';
import { defaultPlanner } from '../planning/operation-planner.ts';
import { composeSupergraph, readSubgraphSchemas } from './compose.ts';
import { FederatedGraph } from './federated-graph.ts';

const root = path.resolve(import.meta.dirname, '../..');
const federation = '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])';

/** The state fields of a supergraph whose one subgraph has this schema. */
function stateFields(schemaDirectives: string, definitions: string): string[] {
  const typeDefs = `extend schema ${federation} ${schemaDirectives} type Query { a: Int } ${definitions}`;
  const { supergraphSdl } = composeSupergraph([{ name: 'one', url: 'http://one', typeDefs }]);
  return [...new FederatedGraph(supergraphSdl, { createPlanner: defaultPlanner }).subscriptions.states];
}

const linked = (directive: string, imported: string, version = 'v1.0') =>
  `@link(url: "https://masar-eagle.example/subscriptions/${version}", import: [${imported}]) @composeDirective(name: "${directive}")`;

test('tripUpdated is the only state of the platform, and notificationReceived has the only position', async () => {
  const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(root));
  const { states, positions } = new FederatedGraph(supergraphSdl, { createPlanner: defaultPlanner }).subscriptions;
  expect([...states]).toEqual(['tripUpdated']);
  expect(positions).toEqual(new Map([['notificationReceived', new Set(['after'])]]));
});

test.each([
  ['by its own name', linked('@state', '"@state"'), 'state'],
  ['under another name', linked('@present', '{ name: "@state", as: "@present" }'), 'present'],
  ['in a later version', linked('@state', '"@state"', 'v1.3'), 'state'],
])('knows the directive %s', (_, schemaDirectives, name) => {
  const definitions = `directive @${name} on FIELD_DEFINITION type Subscription { now: Int @${name} each: Int }`;
  expect(stateFields(schemaDirectives, definitions)).toEqual(['now']);
});

test('knows the directive on a subscription type of another name', () => {
  const definitions =
    'directive @state on FIELD_DEFINITION schema { query: Query subscription: Feed } type Feed { now: Int @state }';
  expect(stateFields(linked('@state', '"@state"'), definitions)).toEqual(['now']);
});

test('another specification has no states, even if its directive has the same name', () => {
  const other = linked('@state', '"@state"').replace('masar-eagle', 'another');
  const definitions = 'directive @state on FIELD_DEFINITION type Subscription { now: Int @state }';
  expect(stateFields(other, definitions)).toEqual([]);
});

test('a supergraph without the directive, or without subscriptions, has no states', () => {
  expect(stateFields('', 'type Subscription { each: Int }')).toEqual([]);
  expect(stateFields('', '')).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { defaultPlanner } from '../../gateway/planning/operation-planner.ts';
import { composeSupergraph } from '../../gateway/supergraph/compose.ts';
import { FederatedGraph } from '../../gateway/supergraph/federated-graph.ts';
import { workOf } from './operation-work.ts';

const header = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@composeDirective"])
  @link(url: "https://masar-eagle.example/caching/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int) on FIELD_DEFINITION | OBJECT`;
const subgraphs = {
  trips: `${header}
    type Query { trip: Trip } type Mutation { change: Trip } type Subscription { changed: Trip }
    type Trip @key(fields: "id") @cacheControl(maxAge: 60) { id: ID! driver: Driver secret: Int @authenticated }
    type Driver @key(fields: "id") { id: ID! }`,
  users: `${header}
    type Driver @key(fields: "id") @cacheControl(maxAge: 30) { id: ID! name: String car: Car } type Car @key(fields: "id") { id: ID! }`,
  cars: `${header} type Car @key(fields: "id") { id: ID! seats: Int } type Query { cars: Int }`,
};
const graph = new FederatedGraph(
  composeSupergraph(
    Object.entries(subgraphs).map(([name, typeDefs]) => ({ name, url: `http://${name}.test`, typeDefs })),
  ).supergraphSdl,
  { createPlanner: defaultPlanner },
);

test.each([
  ['{ trip { id } }', { requests: { trips: 1 }, steps: 1, isShared: true, maxAge: 60 }],
  ['{ trip { id driver { id name } } }', { requests: { trips: 1, users: 1 }, steps: 2, isShared: true, maxAge: 30 }],
  [
    '{ trip { driver { car { seats } } } cars }',
    { requests: { trips: 1, users: 1, cars: 2 }, steps: 3, isShared: true, maxAge: null },
  ],
  [
    'query ($if: Boolean!) { trip { id driver @include(if: $if) { id name } } }',
    { requests: { trips: 1, users: 1 }, steps: 2, isShared: true, maxAge: 30 },
  ],
  ['{ trip { secret } }', { requests: { trips: 1 }, steps: 1, isShared: false, maxAge: null }],
  ['mutation { change { id } }', { requests: { trips: 1 }, steps: 1, isShared: false, maxAge: null }],
  [
    'subscription { changed { driver { name } } }',
    { requests: { trips: 1, users: 1 }, steps: 2, isShared: true, maxAge: null },
  ],
])('%s', async (source, expected) => {
  const work = await workOf(graph, { name: 'Q', file: 'q.graphql', document: parse(source), roles: [] });
  expect({ ...work, requests: Object.fromEntries(work.requests) }).toEqual({ name: 'Q', ...expected });
});

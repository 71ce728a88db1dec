import { describe, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { operationParts } from '../graphql/operation-parts.ts';
import { defaultPlanner } from '../planning/operation-planner.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';
import { cachePolicyOf } from './cache-policy.ts';

const header = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective"])
  @link(url: "https://masar-eagle.example/caching/v1.0", import: ["@cacheControl", "@cacheUntil", "CacheControlScope"])
  @composeDirective(name: "@cacheControl") @composeDirective(name: "@cacheUntil")
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  directive @cacheUntil on FIELD_DEFINITION
  enum CacheControlScope { PUBLIC PRIVATE }`;

const trips = `${header}
  type Query {
    trip(id: ID!): Trip
    brief(id: ID!): Trip @cacheControl(maxAge: 5)
    never(id: ID!): Trip @cacheControl(maxAge: 0)
    trips: Page
    count: Int @cacheControl(maxAge: 30)
    plain: Int
    odd: Int @cacheControl(inheritMaxAge: true)
    thing: Thing @cacheControl(maxAge: 30)
    either: Either @cacheControl(maxAge: 30)
    keyless: Keyless @cacheControl(maxAge: 30)
    place: Place @cacheControl(maxAge: 30)
  }
  type Mutation { change: Trip }
  type Trip implements Thing @key(fields: "id") @cacheControl(maxAge: 60) {
    id: ID! at: String @cacheUntil price: Int now: Int @cacheControl(maxAge: 0) mine: Int @cacheControl(scope: PRIVATE)
    stops: [Stop] parts: [Part] driver: Driver
  }
  interface Thing { id: ID! price: Int }
  type Stop @cacheControl(inheritMaxAge: true) { name: String }
  type Part { name: String }
  type Page @cacheControl(maxAge: 40) { edges: [Edge] total: Int }
  type Edge @cacheControl(inheritMaxAge: true) { node: Trip }
  type Driver @key(fields: "id") { id: ID! trips: Page }
  union Either = Trip | Driver
  union Place = Depot | Shop
  type Depot { at: Part @cacheControl(maxAge: 30) }
  type Shop { at: Driver }
  type Keyless @key(fields: "code") { code: Int }`;
const users = `${header}
  type Query { driver(id: ID!): Driver }
  type Driver @key(fields: "id") @cacheControl(maxAge: 50) { id: ID! name: String cars: [Car] }
  type Car @key(fields: "id") @cacheControl(maxAge: 45) { id: ID! name: String }`;

const graph = new FederatedGraph(
  composeSupergraph([
    { name: 'trips', url: 'http://trips.test', typeDefs: trips },
    { name: 'users', url: 'http://users.test', typeDefs: users },
  ]).supergraphSdl,
  { createPlanner: defaultPlanner },
);

function policyOf(source: string) {
  const document = parse(source);
  expect(validate(graph.apiSchema, document)).toEqual([]);
  const policy = cachePolicyOf(graph, operationParts(document, undefined));
  return policy && { ...policy, lists: [...policy.lists], entities: [...policy.entities], until: [...policy.until] };
}

const ageOf = (source: string) => policyOf(source)?.maxAge ?? 0;

describe('the age of a query', () => {
  test.each([
    ['{ trip(id: 1) { id at price } }', 60],
    ['{ brief(id: 1) { id at price } }', 5],
    ['{ never(id: 1) { id at price } }', 0],
    ['{ count }', 30],
    ['{ count __typename }', 30],
    ['{ count plain }', 0],
    ['{ count odd }', 0],
    ['{ count __schema { description } }', 0],
    ['{ trip(id: 1) { id at now } }', 0],
    ['{ trip(id: 1) { id at mine } }', 0],
    ['{ trip(id: 1) { id at stops { name } } }', 60],
    ['{ trip(id: 1) { id at parts { name } } }', 0],
    ['{ trips { total } }', 40],
    ['{ trip(id: 1) { id at driver { id name } } }', 50],
    ['{ thing { id price } }', 0],
    ['{ thing { id at: __typename } }', 0],
    ['{ thing { id ... on Trip { at now } } }', 0],
    ['mutation { change { id at } }', 0],
  ])('%s is %i', (source, age) => {
    expect(ageOf(source)).toBe(age);
  });
});

describe('a query is cached only if it selects what ends its response:', () => {
  test.each([
    ['{ trip(id: 1) { at } }', false],
    ['{ trip(id: 1) { id } }', false],
    ['{ trip(id: 1) { id: price at } }', false],
    ['{ trip(id: 1) { key: id at } }', false],
    ['query ($if: Boolean!) { trip(id: 1) { id @include(if: $if) at } }', false],
    ['query ($if: Boolean!) { trip(id: 1) { id ...T @skip(if: $if) } } fragment T on Trip { at }', false],
    ['{ trip(id: 1) { ...T } } fragment T on Trip { id at }', true],
    ['{ trip(id: 1) { ... { id } ... on Trip { at } } }', true],
    ['{ trip(id: 1) { ...T id at } } fragment T on Trip { price }', true],
    ['{ trip(id: 1) { id at driver { name } } }', false],
    ['{ trip(id: 1) { ...T driver { name } } } fragment T on Trip { id at driver { id } }', true],
    ['query ($if: Boolean!) { trip(id: 1) { id at driver @skip(if: $if) { id } driver { name } } }', false],
    ['query ($if: Boolean!) { trip(id: 1) { id at driver @skip(if: $if) { id name } } }', true],
    ['{ trip(id: 1) { id at ... on Thing { price } } }', true],
    ['{ trips { edges { node { price } } } }', false],
    ['{ either { ... on Trip { id at } ... on Driver { id } } }', false],
    ['{ keyless { code } }', false],
    ['{ place { ... on Depot { at { name } } ... on Shop { at { id } } } }', true],
    ['{ place { ... on Depot { at { name } } ... on Shop { at { name } } } }', false],
    ['{ place { ... on Shop { at { id name } } ... on Depot { at { name } } } }', true],
  ])('%s %p', (source, isCached) => {
    expect(policyOf(source) !== null).toBe(isCached);
  });
});

describe('a response', () => {
  test('of one entity has no part of a list', () => {
    expect(policyOf('{ a: trip(id: 1) { id at driver { id } } }')).toEqual({
      maxAge: 50,
      lists: [],
      entities: ['a', 'driver'],
      until: ['at'],
    });
  });

  test.each([
    ['{ trips { edges { node { id at } } } }', ['trips']],
    ['{ trips { total } }', ['trips']],
    ['{ count }', ['trips']],
    ['{ driver(id: 1) { id trips { total } } }', ['trips']],
    ['{ driver(id: 1) { id cars { id name } } }', ['users']],
    ['{ trip(id: 1) { id at stops { name } } }', []],
  ])('%s has parts of the lists of %j', (source, lists) => {
    expect(policyOf(source)?.lists).toEqual(lists);
  });
});

test('of a supergraph that does not link the specification nothing is cached', () => {
  expect(cachePolicyOf({ ...graph, cacheRules: null }, operationParts(parse('{ count }'), undefined))).toBeNull();
});

import { beforeAll, describe, expect, test } from '@jest/globals';
import { isInterfaceType, isListType, isObjectType, parse } from 'graphql';
import { maxPageSize } from '#contract/page-size.ts';
import { projectRoot } from '#platform/settings.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import { defaultPlanner } from '../../planning/operation-planner.ts';
import { composeSupergraph, readSubgraphSchemas } from '../../supergraph/compose.ts';
import { FederatedGraph } from '../../supergraph/federated-graph.ts';
import { rateLimitSettingsOf } from '../rate-limits/settings.ts';
import { listDepth } from './list-sizes.ts';
import { compileOperationCost } from './operation-cost.ts';
import { compilePlanCosts } from './plan-costs.ts';
import { costDefaults } from './settings.ts';

let graph: FederatedGraph;

beforeAll(async () => {
  const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(projectRoot));
  graph = new FederatedGraph(supergraphSdl, {
    createPlanner: defaultPlanner,
    listSizing: { assumedSize: costDefaults.assumedListSize, largestPage: maxPageSize },
  });
});

async function costsOf(query: string, variables: Record<string, unknown> = {}) {
  const operation = operationParts(parse(query), undefined);
  const plan = await graph.planner.plan({ operation, conditions: new Map(), isKnown: false });
  return {
    estimate: compileOperationCost(graph.costs, operation).estimate(variables),
    bySubgraph: compilePlanCosts(graph.costs, plan)(variables),
  };
}

test('every list of the schemas has a @listSize', () => {
  const { schema, weights } = graph.costs;
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = types
    .filter(({ name }) => !/^(?:_|link__|join__)/.test(name))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
  const sized = new Set(
    fields.flatMap(({ type, field }) => {
      const { sizedFields = [] } = weights.listSize(`${type.name}.${field.name}`) ?? {};
      const below = isListType(field.type) ? undefined : String(field.type).replace('!', '');
      return sizedFields.map((name) => `${below}.${name}`);
    }),
  );
  const lists = fields
    .filter(({ field }) => listDepth(field.type) > 0)
    .map(({ type, field }) => `${type.name}.${field.name}`);
  expect(lists.length).toBeGreaterThan(15);
  expect(lists.filter((each) => !weights.listSize(each) && !sized.has(each))).toEqual([]);
});

describe('a page of 100 nodes with two nested lists', () => {
  const { operationMax, subgraphMax } = costDefaults;
  const inProduction = rateLimitSettingsOf({}, true);
  const card =
    'id fromCity driver { fullName vehicles { name vehicleType { name } } } vehicle { name vehicleType { name } }';
  const bookings = (first: number | string, more = '') =>
    `bookings(first: ${first}) { totalCount edges { node { id status passenger { fullName phoneNumber } ${more} } } }`;
  const trips = (more: string) =>
    `trips { totalCount edges { node { ${card} seats { number status } stops { location } ${more} } } }`;

  test.each([
    [
      'of trips, with seats, stops and bookings',
      `{ trips(first: 100) { totalCount edges { node { ${card} seats { number status } stops { location } ${bookings(20)} } } } }`,
    ],
    [
      'of trips, with whole pages of bookings',
      `{ trips(first: 100) { edges { node { ${card} seats { number } ${bookings(100)} } } } }`,
    ],
    [
      'of trips, with whole pages of bookings and of their drivers’ trips',
      `{ trips(first: 100) { edges { node { driver { trips(first: 100) { edges { node { id price } } } } ${bookings(100)} } } } }`,
    ],
    [
      'of drivers, with their vehicles and trips',
      '{ drivers(first: 100) { totalCount edges { node { fullName vehicles { name vehicleType { name } } trips(first: 100) { edges { node { id seats { number } stops { location } } } } } } } }',
    ],
    [
      'of bookings, with the seats and stops of their trips',
      `{ bookings(first: 100) { totalCount edges { node { id passenger { fullName } trip { ${card} seats { number status } stops { location } } } } } }`,
    ],
    [
      'of notifications, with what they refer to',
      '{ me { notifications(first: 100) { totalCount edges { node { title trip { fromCity seats { number } stops { location } } booking { status trip { price } } } } } devices { platform } sessions { application { displayName } } } }',
    ],
    [
      'of drivers, with their trips and the bookings of these',
      `{ drivers(first: 100) { totalCount edges { node { fullName vehicles { name } ${trips(bookings(20))} } } } }`,
    ],
    [
      'of trips, with the trips of their drivers and the bookings of these',
      `{ trips(first: 100) { edges { node { ${card} driver { ${trips(bookings(20))} } } } } }`,
    ],
    [
      'of passengers, with their bookings and those of the same trips',
      `{ passengers(first: 100) { edges { node { fullName ${bookings(20, `trip { ${card} ${bookings(20)} }`)} } } } }`,
    ],
  ])('is within the default budgets, and may be read ten times a minute: %s', async (_, query) => {
    const { estimate, bySubgraph } = await costsOf(query);
    expect(estimate).toBeLessThanOrEqual(operationMax);
    expect([...bySubgraph].filter(([, cost]) => cost > subgraphMax)).toEqual([]);
    expect(10 * estimate).toBeLessThanOrEqual(Math.min(inProduction['account-cost'], inProduction['address-cost']));
  });

  test('is beyond them with one list more', async () => {
    const query = `{ drivers(first: 100) { edges { node { trips { edges { node { bookings { edges { node { trip { seats { number } ${bookings(20)} } } } } } } } } } } }`;
    const { estimate, bySubgraph } = await costsOf(query);
    expect(estimate).toBeGreaterThan(operationMax);
    expect(bySubgraph.get('trips')).toBeGreaterThan(subgraphMax);
  });
});

test.each([
  ['a password', 'mutation { signInWithPassword(input: { email: "a", password: "b" }) { accessToken } }', 101],
  [
    'a message to a phone',
    'mutation { requestOtp(input: { phoneNumber: "+966500000001", accountType: DRIVER }) { expiresAt } }',
    101,
  ],
  ['a booking', 'mutation { bookSeats(input: { tripId: "t", seatNumbers: [1] }) { bookings { id } } }', 20 + 1 + 1],
  [
    'a trip with stops',
    'mutation ($input: CreateTripInput!) { createTrip(input: $input) { trip { id } } }',
    10 + 1 + 1 + 1,
  ],
])('%s costs what it takes', async (_, query, cost) => {
  const input = { fromCity: 'a', stops: [{ location: 'a' }, { location: 'b' }, { location: 'c' }] };
  expect((await costsOf(query, { input })).estimate).toBe(cost);
});

test('a page that its subgraph refuses costs no more than the largest one', async () => {
  const query = 'query ($first: Int) { trips(first: $first) { edges { node { id } } } }';
  const sizes = [-1, 0, maxPageSize, maxPageSize + 1, 2_147_483_647];
  const costs = await Promise.all(sizes.map(async (first) => (await costsOf(query, { first })).estimate));
  expect(costs).toEqual([6, 6, 106, 106, 106]);
});

test.each([
  [{}, 20],
  [{ first: null, last: null }, 20],
  [{ last: 7 }, 7],
  [{ first: null, last: 7 }, 7],
  [{ first: 3 }, 3],
  [{ first: 3, last: 9 }, 9],
])('a page of %j costs as one of %d items', async (sizes, items) => {
  const query = 'query ($first: Int, $last: Int) { trips(first: $first, last: $last) { edges { node { id } } } }';
  expect((await costsOf(query, sizes)).estimate).toBe(6 + items);
});

test('nodes cost as many as there may be, whatever their types', async () => {
  const query =
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Trip { driver { fullName } } ... on Vehicle { name } } }';
  expect((await costsOf(query, { ids: [] })).estimate).toBe(5 + 100);
  expect((await costsOf('{ node(id: "t") { id ... on Trip { driver { fullName } } } }')).estimate).toBe(1 + 1);
});

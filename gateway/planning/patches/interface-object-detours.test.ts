import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GraphPath } from '@apollo/query-graphs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import { errorPaths, localGraph } from '../../testing/local-graph.ts';
import { operationPlanner } from '../operation-planner.ts';
import { defaultPlannerOptions } from '../planner.ts';
import { fetchesOf } from '../query-plan/fetches-of.ts';
import { withoutDetours } from './interface-object-detours.ts';

/** A hundredth of the default: an exponential growth reaches it at the third level. */
const createPlanner = (supergraph: string) => operationPlanner(supergraph, { ...defaultPlannerOptions, paths: 10 });

describe('an interface that two subgraphs complete as an @interfaceObject', () => {
  const accounts = ['Person', 'Company', 'Robot'].map((__typename, at) => ({
    __typename,
    id: `a${at}`,
    name: __typename,
  }));
  const findAccount = ({ id }: { id: string }) => accounts.find((account) => account.id === id) ?? null;
  const types = accounts.map(({ __typename }) => __typename);
  const graph = localGraph(
    {
      accounts: {
        typeDefs: `
          type Query { me: Account }
          interface Account @key(fields: "id") { id: ID! name: String }
          ${types.map((type) => `type ${type} implements Account @key(fields: "id") { id: ID! name: String }`).join('\n')}`,
        resolvers: {
          Query: { me: () => accounts[0] },
          ...Object.fromEntries(['Account', ...types].map((type) => [type, { __resolveReference: findAccount }])),
        },
      },
      mail: {
        typeDefs: `
          type Account @interfaceObject @key(fields: "id") { id: ID! letters: [Letter!] unread: Int }
          type Letter { text: String to: Account }`,
        resolvers: {
          Account: {
            letters: ({ id }: { id: string }) => [{ text: `to ${id}`, to: { id: `a${(Number(id[1]) + 1) % 3}` } }],
            unread: ({ id }: { id: string }) => Number(id[1]),
          },
        },
      },
      sessions: {
        typeDefs: 'type Account @interfaceObject @key(fields: "id") { id: ID! sessions: [Int!] }',
        resolvers: { Account: { sessions: ({ id }: { id: string }) => [Number(id[1])] } },
      },
    },
    undefined,
    { createPlanner },
  );

  beforeEach(() => graph.reset());

  test('is planned at any depth, with one fetch for each change of subgraph', async () => {
    const nested = (levels: number): string => (levels === 0 ? 'name' : `letters { to { ${nested(levels - 1)} } }`);
    const { data, errors } = await graph.run(`{ me { ${nested(8)} } }`);
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toMatch(/"name":"Robot"/);
    expect(graph.requestedSubgraphs()).toEqual(['accounts', 'mail', 'accounts']);
  });

  test('is planned with the fields of all subgraphs, and of implementations, at each level', async () => {
    const own = 'name unread sessions kind: __typename ... on Robot { id } ... on Person { sessions }';
    const result = await graph.run(`{ me { ${own} letters { to { ${own} letters { text to { ${own} } } } } } }`);
    const expected = (at: number) => ({ name: types[at], unread: at, sessions: [at], kind: types[at] });
    expect(result).toEqual({
      data: {
        me: {
          ...expected(0),
          letters: [{ to: { ...expected(1), letters: [{ text: 'to a1', to: { ...expected(2), id: 'a2' } }] } }],
        },
      },
    });
    expect(errorPaths(result)).toEqual([]);
  });
});

test.each([
  'fullName',
  'id type fullName locale isActive createdAt unreadNotificationCount',
  'fullName ... on Driver { phoneNumber vehicles { name } trips(first: 1) { edges { node { id price } } } }',
  '... on Driver { fullName unreadNotificationCount } ... on Passenger { gender sessions { id } }',
  'sessions { id } devices { id } unreadNotificationCount',
])('plans the notifications of notified accounts five levels deep in our own graph: %s', (fields) => {
  const planner = createPlanner(readFileSync(path.join(projectRoot, 'supergraph.graphql'), 'utf8'));
  const nested = (levels: number): string =>
    levels === 0
      ? fields
      : `${fields} notifications(first: 1) { edges { node { recipient { ${nested(levels - 1)} } } } }`;
  const fetchesAt = (levels: number) => {
    const operation = operationParts(parse(`{ me { ${nested(levels)} } }`), undefined);
    const { plan } = planner.plan({ operation, conditions: new Map(), isKnown: false });
    return plan.node ? [...fetchesOf(plan.node)].length : 0;
  };
  // Each level adds as many fetches as the one before it.
  expect(fetchesAt(5) - fetchesAt(4)).toBe(fetchesAt(3) - fetchesAt(2));
});

test('patches the planner’s class only while planning', () => {
  const { checkDirectPathFromPreviousSubgraphTo: original } = GraphPath.prototype;
  const method = () => GraphPath.prototype.checkDirectPathFromPreviousSubgraphTo;
  expect(withoutDetours(method)).not.toBe(original);
  expect(method()).toBe(original);
  const failing = () => {
    throw new Error('no plan');
  };
  expect(() => withoutDetours(failing)).toThrow('no plan');
  expect(method()).toBe(original);
});

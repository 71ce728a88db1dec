import { expect, test } from '@jest/globals';
import { parse, Source } from 'graphql';
import { composeSupergraph } from '../../../gateway/supergraph/compose.ts';
import { hardSupergraph, longToPlan, manyPaths } from '../../../gateway/testing/hard-graph.ts';
import { boundedPlanner, planOperations, unboundedPlanner } from './plan-operations.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n';

/** A supergraph of two subgraphs. */
function supergraph(one: string, two: string): string {
  const sources = [one, two].map((text, at) => ({ name: `s${at}`, url: 'http://s', typeDefs: link + text }));
  return composeSupergraph(sources).supergraphSdl;
}

const operation = (text: string) => ({
  name: 'Q',
  file: 'q.graphql',
  roles: [],
  document: parse(new Source(text, 'q.graphql')),
});

const trips = supergraph(
  'type Query { trip: Trip } type Trip @key(fields: "id") { id: ID! driver: Driver } type Driver @key(fields: "id") { id: ID! }',
  'type Query { drivers: Int } type Driver @key(fields: "id") { id: ID! name: String }',
);

const planned = (supergraphSdl: string, ...texts: string[]) =>
  planOperations(texts.map(operation), supergraphSdl, unboundedPlanner);

test('an operation over two subgraphs is planned, with each value of its conditions', async () => {
  const text = 'query Q($a: Boolean!, $b: Boolean!) { trip { driver @include(if: $a) { name @skip(if: $b) } } }';

  expect(await planned(trips, text)).toEqual([]);
});

test('an operation with more conditions than are combined is planned', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const fields = names.map((name) => `${name}: trip @include(if: $${name}) { id }`).join(' ');
  const variables = names.map((name) => `$${name}: Boolean!`).join(' ');

  expect(await planned(trips, `query Q(${variables}) { ${fields} }`)).toEqual([]);
});

const fault = (reason: unknown) => [{ operation: 'Q', file: 'q.graphql', line: 1, column: 1, reason }];

test('an operation that takes more than a bound of the planner is a fault, and the next one is planned', async () => {
  const texts = [manyPaths, longToPlan(5), longToPlan(1)].map((text) => operation(`query Q ${text}`));

  expect(await planOperations(texts, hardSupergraph(), boundedPlanner)).toEqual([
    ...fault("The gateway can't plan it: planning takes more than 1000 (paths)"),
    ...fault(expect.stringMatching(/planning takes more than (2000 \(time\)|512 \(memory\))$/)),
  ]);
});

test('an operation of which no subgraph resolves a part is a fault, and so is only that operation', async () => {
  const nowhere = composeSupergraph([
    {
      name: 'one',
      url: 'http://s',
      typeDefs: `${link}type Query { node: Node n: Int } interface Node @key(fields: "id") { id: ID! }`,
    },
    {
      name: 'two',
      url: 'http://s',
      typeDefs: `${link.replace('"@key"', '"@key", "@interfaceObject"')}
        type Node @interfaceObject @key(fields: "id", resolvable: false) { id: ID! size: Int }`,
    },
  ]).supergraphSdl;

  expect(await planned(nowhere, 'query Q { n node { size } }', 'query Q { n }')).toEqual(
    fault("The gateway can't plan it: No subgraph can resolve a part of the operation."),
  );
});

import { describe, expect, test } from '@jest/globals';
import { parse, Source } from 'graphql';
import { composeSupergraph } from '../../../gateway/supergraph/compose.ts';
import { hardSupergraph, longToPlan, manyPaths } from '../../../gateway/testing/hard-graph.ts';
import { boundedPlanner, unboundedPlanner } from './plan-operations.ts';
import { plannedFaults } from './planned-faults.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@cost", "@listSize"])\n';

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
  plannedFaults(texts.map(operation), supergraphSdl, unboundedPlanner);

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
  const texts = [manyPaths, longToPlan(1)].map((text) => operation(`query Q ${text}`));

  expect(await plannedFaults(texts, hardSupergraph(), boundedPlanner)).toEqual(
    fault("The gateway can't plan it: planning takes more than 1000 (paths)"),
  );
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

describe('an operation that costs more than a budget of the gateway is a fault', () => {
  const priced = (cost: number, listed = 1) =>
    supergraph(
      `type Query { trips(first: Int): [Trip] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
         all: [Trip] @listSize(assumedSize: ${listed}) } type Trip { id: ID! seats: Int @cost(weight: ${cost}) }`,
      'type Query { other: Int }',
    );

  test('with the default values of its variables', async () => {
    const text = (first: number) => `query Q($first: Int = ${first}) { trips(first: $first) { seats } }`;

    expect(await planned(priced(1_000), text(100))).toEqual([]);
    const faults = await planned(priced(3_000), text(100));
    expect(faults.map(({ reason }) => reason)).toContain('it costs 300001, more than 200000');
  });

  test('also at one subgraph', async () => {
    expect(await planned(priced(170_000), 'query Q { all { seats } }')).toEqual(
      fault(expect.stringMatching(/^it costs \d+ at s0, more than 160000$/)),
    );
  });
});

import { expect, test } from '@jest/globals';
import { composeSupergraph } from '../../../gateway/supergraph/compose.ts';
import { link } from '../cases/read-case.ts';
import { compareSupergraphs } from './compare-supergraphs.ts';

const schema = `type Query { trips(filter: Filter): [Trip!]! node: Node search: Result }
  input Filter { status: Status near: Near }
  input Near { city: String }
  enum Status { OPEN FULL }
  interface Node { id: ID! }
  union Result = Trip | Driver
  type Trip implements Node { id: ID! status: Status }
  type Driver { name: String }`;

function supergraph(typeDefs: string): string {
  return composeSupergraph([{ name: 'trips', url: 'http://trips', typeDefs: `${link}\n${typeDefs}` }]).supergraphSdl;
}

/** What notices the only change, or those with a code. */
async function noticing(from: string, to: string, code?: string): Promise<readonly string[]> {
  const changes = await compareSupergraphs(supergraph(schema), supergraph(schema.replace(from, to)));
  const [change, ...others] = changes.filter((each) => code === undefined || each.code === code);
  expect(others).toEqual([]);
  return [...(change?.noticedBy ?? [])].sort();
}

test('an operation that uses the element notices its removal', async () => {
  expect(await noticing(' status: Status }\n  type Driver', ' }\n  type Driver')).toEqual(['Trip.status']);
  expect(await noticing('trips(filter: Filter)', 'trips', 'FIELD_ARGUMENT_REMOVED')).toEqual(['Query.trips(filter:)']);
  expect(await noticing('FULL', '')).toEqual(['Status.FULL']);
});

test('an operation that selects the field notices an argument that it has to give', async () => {
  expect(await noticing('filter: Filter', 'filter: Filter, page: Int!')).toEqual(['Query.trips']);
  expect(await noticing('filter: Filter', 'filter: Filter!')).toEqual(['Query.trips', 'Query.trips(filter:)']);
});

test('an operation that sends the input object notices a field that it has to give', async () => {
  expect(await noticing('city: String', 'city: String zone: Int!')).toEqual(['Filter.near']);
});

test('an operation that receives an enum notices a new value', async () => {
  expect(await noticing('OPEN', 'OPEN GONE')).toEqual(['Trip.status']);
});

test('an operation that receives a union or an interface, or has a fragment on it, notices which types it stands for', async () => {
  expect(await noticing('Trip | Driver', 'Trip')).toEqual(['Query.search', 'Result']);
  expect(
    await noticing('type Driver {', 'type Driver implements Node { id: ID!', 'OBJECT_TYPE_INTERFACE_ADDED'),
  ).toEqual(['Node', 'Node.id', 'Query.node']);
});

test('an operation that uses anything of a type notices its removal', async () => {
  const removed = schema.replace(' | Driver', '').replace('type Driver { name: String }', '');
  const changes = await compareSupergraphs(supergraph(schema), supergraph(removed));
  const change = changes.find(({ code }) => code === 'TYPE_REMOVED');

  expect(change?.noticedBy).toEqual(['Driver', 'Driver.name', 'Query.search']);
});

test('an operation that selects a field of the type, or one that returns it, notices its rule', async () => {
  expect(
    await noticing('type Trip implements Node {', 'type Trip implements Node @authenticated {', 'AUTHORIZATION_ADDED'),
  ).toEqual(['Node.id', 'Query.node', 'Query.trips', 'Trip.id', 'Trip.status']);
});

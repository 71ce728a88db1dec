import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { apiSchemaOf } from '../../supergraph/compose.ts';
import { starterOperations } from './starter-operations.ts';

const names = (document: string) =>
  parse(document).definitions.map((each) => ('name' in each && each.name ? each.name.value : ''));

test("are all valid for the platform's schema, with a value for each variable", async () => {
  const schema = apiSchemaOf(await readFile(path.join(projectRoot, 'supergraph.graphql'), 'utf8'));
  const { document, variables } = starterOperations(schema) ?? { document: '', variables: {} };
  expect(names(document)).toEqual([
    'SignIn',
    'SearchTrips',
    'BookSeats',
    'WatchTrip',
    'WatchMyBookings',
    'RequestCode',
  ]);
  expect(Object.keys(variables)).toEqual(['signIn', 'filter', 'tripId', 'phone']);
});

test('are those that another schema can run', () => {
  const trips = buildSchema(`
    type Query { x: Int }
    type Subscription { tripUpdated(tripId: ID!): Trip }
    type Trip { status: String availableSeats: Int seats: [Seat] }
    type Seat { number: Int status: String }
  `);
  expect(names(starterOperations(trips)?.document ?? '')).toEqual(['WatchTrip']);
  expect(starterOperations(buildSchema('type Query { x: Int }'))).toBeNull();
});

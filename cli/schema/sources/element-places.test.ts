import { expect, test } from '@jest/globals';
import { ElementPlaces } from './element-places.ts';

const one = `"""
The root.
"""
type Query {
  "A trip."
  trip("Its id." id: ID!): Trip
}
enum Status { OPEN
  CLOSED }
directive @state(of: String) on FIELD_DEFINITION
input Near { city: String }
`;
const two = 'extend type Query { trips: [Trip!]! }\nscalar Date\nunion Any = Trip';

const places = new ElementPlaces(
  [one, two, 'type {'].map((typeDefs, at) => ({ name: `s${at}`, url: '', file: `${at}.graphql`, typeDefs })),
);
const found = (coordinate: string, subgraph?: string) => {
  const place = places.nearest(coordinate, subgraph);
  return place && `${place.file}:${place.line}:${place.column}`;
};

test.each([
  ['Query', '0.graphql:4:6'],
  ['Query.trip', '0.graphql:6:3'],
  ['Query.trip(id:)', '0.graphql:6:18'],
  ['Query.trips', '1.graphql:1:21'],
  ['Status.CLOSED', '0.graphql:9:3'],
  ['@state', '0.graphql:10:12'],
  ['@state(of:)', '0.graphql:10:18'],
  ['Near.city', '0.graphql:11:14'],
  ['Date', '1.graphql:2:8'],
  ['Any', '1.graphql:3:7'],
])('the place of %s is that of its name', (coordinate, place) => {
  expect(found(coordinate)).toBe(place);
});

test('an element has a place in each subgraph that defines it', () => {
  expect(places.of('Query').map(({ file }) => file)).toEqual(['0.graphql', '1.graphql']);
  expect(places.of('Query', 's1')).toEqual([{ file: '1.graphql', line: 1, column: 13 }]);
});

test.each([
  ['Query.trip(before:)', undefined, '0.graphql:6:3'],
  ['Query.gone', undefined, '0.graphql:4:6'],
  ['Query.gone', 's1', '1.graphql:1:13'],
  ['Query.gone', 's2', '0.graphql:4:6'],
  ['Gone.field', undefined, undefined],
  ['(subgraph s1)', 's1', undefined],
])(
  'the place of %s, which is gone, is that of what was around it, in subgraph %s first',
  (coordinate, subgraph, place) => {
    expect(found(coordinate, subgraph)).toBe(place);
  },
);

import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { operationParts } from '../graphql/operation-parts.ts';
import { coordinatesOf } from './coordinates.ts';

const schema = buildSchema(`
  scalar Json
  enum Locale { EN AR }
  input Near { city: String! radius: Int locale: Locale near: [Near!] }
  interface Named { name(locale: Locale = EN): String }
  type Driver implements Named { name(locale: Locale = EN): String rating: Float }
  type Passenger implements Named { name(locale: Locale = EN): String }
  union Person = Driver | Passenger
  type Trip { id: ID! price: String driver: Driver status: Status }
  enum Status { OPEN CLOSED }
  type Query { trip(id: ID!): Trip trips(near: Near, json: Json): [Trip!]! named: Named person: Person }
`);

function used(text: string, name?: string): string[] {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return coordinatesOf(schema, operationParts(document, name));
}

test('fields, their arguments and the types that they return are used', () => {
  expect(used('query ($id: ID!) { first: trip(id: $id) { price again: price status __typename } }')).toEqual(
    ['Query', 'Query.trip', 'Query.trip(id:)', 'Status', 'Trip', 'Trip.price', 'Trip.status'].sort(),
  );
});

test('a field of an interface belongs to it, one below a condition to the type of the condition', () => {
  expect(used('{ named { name ... on Driver { rating } ... { name } } person { ... on Passenger { name } } }')).toEqual(
    [
      'Driver',
      'Driver.rating',
      'Named',
      'Named.name',
      'Passenger',
      'Passenger.name',
      'Person',
      'Query',
      'Query.named',
      'Query.person',
    ],
  );
});

test('only the fragments that the operation spreads are used, each once', () => {
  const text = `
    query A { trip(id: "1") { ...F driver { ...G } } }
    query B { named { name } }
    fragment F on Trip { id driver { ...G } }
    fragment G on Driver { rating }`;
  expect(used(`${text}`, 'A')).toEqual([
    'Driver',
    'Driver.rating',
    'Query',
    'Query.trip',
    'Query.trip(id:)',
    'Trip',
    'Trip.driver',
    'Trip.id',
  ]);
});

test('the literals of arguments, and of the defaults of variables, use input fields and enum values', () => {
  const literal = '{ trips(near: {city: "x", near: [{city: "y", locale: AR}]}) { id } }';
  const inputs = ['Locale', 'Locale.AR', 'Near', 'Near.city', 'Near.locale', 'Near.near'];
  const trips = ['Query', 'Query.trips', 'Query.trips(near:)', 'Trip', 'Trip.id'];
  expect(used(literal)).toEqual([...inputs, ...trips].sort());
  expect(
    used('query ($near: Near = {city: "x", near: [{city: "y", locale: AR}]}) { trips(near: $near) { id } }'),
  ).toEqual([...inputs, ...trips].sort());
  expect(used('query ($l: [Locale] = [AR, null]) { named { name(locale: EN) } trips(json: {a: $l}) { id } }')).toEqual(
    expect.arrayContaining(['Json', 'Locale.AR', 'Locale.EN', 'Named.name(locale:)', 'Query.trips(json:)']),
  );
});

test('a custom scalar has no coordinates within, and introspection none at all', () => {
  expect(used('{ trips(json: {city: AR}) { id } __schema { types { name } } __type(name: "Trip") { name } }')).toEqual([
    'Json',
    'Query',
    'Query.trips',
    'Query.trips(json:)',
    'Trip',
    'Trip.id',
  ]);
});

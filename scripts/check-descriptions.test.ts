import { expect, test } from '@jest/globals';
import { findUndescribed } from './check-descriptions.ts';

const undescribed = (schemas: Record<string, string>) =>
  findUndescribed(Object.entries(schemas).map(([name, typeDefs]) => ({ name, url: '', typeDefs })));

/** Without a description of the last element. */
const kinds = {
  'a type': ['"d" type T { "d" f: Int } type U { "d" f: Int }', 'U'],
  'a field': ['"d" type T { "d" f: Int g: Int }', 'T.g'],
  'an argument': ['"d" type T { "d" f("d" a: Int b: Int): Int }', 'T.f(b:)'],
  'a field of an interface': ['"d" interface I { "d" f: Int g: Int }', 'I.g'],
  'a field of an extension': ['extend type T { "d" f: Int g: Int }', 'T.g'],
  'an input type': ['input N { "d" f: Int }', 'N'],
  'an input field': ['"d" input N { "d" f: Int g: Int }', 'N.g'],
  'an enum': ['enum E { "d" A }', 'E'],
  'an enum value': ['"d" enum E { "d" A B }', 'E.B'],
  'a union': ['"d" type T { "d" f: Int } union X = T', 'X'],
  'a scalar': ['"d" scalar S scalar R', 'R'],
  'a directive': ['directive @x on OBJECT', '@x'],
  'an argument of a directive': ['"d" directive @x("d" a: Int b: Int) on OBJECT', '@x(b:)'],
  'an empty description': ['" " scalar S', 'S'],
} as const;

test.each(Object.entries(kinds))('names %s', (_kind, [schema, coordinate]) => {
  expect(undescribed({ trips: schema })).toEqual([`trips: ${coordinate} has no description`]);
});

test('names what two subgraphs describe differently', () => {
  const page = (description: string) => `"A page." type Page { "${description}" size: Int }`;
  expect(undescribed({ trips: page('Items.'), users: page('Items.') })).toEqual([]);
  expect(undescribed({ trips: page('Items.'), users: page('Rows.') })).toEqual([
    'users: Page.size is described differently in trips',
  ]);
});

test('needs no description of what `extend schema` links', () => {
  expect(undescribed({ trips: 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")' })).toEqual([]);
});

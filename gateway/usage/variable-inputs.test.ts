import { expect, test } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { variableInputs } from './variable-inputs.ts';

const schema = buildSchema(`
  enum Locale { EN AR }
  input Near { city: String radius: Int locale: Locale locales: [Locale!] near: Near all: [Near] }
  type Query { a: Int }
`);

function used(definitions: string, variables: Record<string, unknown>): string[] | null {
  const definition = getOperationAST(parse(`query (${definitions}) { a }`));
  const read = variableInputs(schema, definition?.variableDefinitions ?? []);
  const found = new Set<string>();
  read?.(variables, { use: (coordinate) => found.add(coordinate) });
  return read ? [...found].sort() : null;
}

test('operations without input objects and enums have nothing to read', () => {
  expect(used('$id: ID!, $names: [String!]', { id: 'Near' })).toBeNull();
});

test('the fields that are sent are used, at any depth, and the values of enums', () => {
  const near = { city: 'x', near: { radius: null, all: [{ locale: 'AR' }, null] } };
  expect(used('$near: Near', { near })).toEqual([
    'Locale',
    'Locale.AR',
    'Near',
    'Near.all',
    'Near.city',
    'Near.locale',
    'Near.near',
    'Near.radius',
  ]);
  expect(used('$near: [[Near!]!]!', { near: [[{ locales: ['EN'] }], { city: 'x' }] })).toEqual([
    'Locale',
    'Locale.EN',
    'Near',
    'Near.city',
    'Near.locales',
  ]);
  expect(used('$a: Locale, $b: [Locale]', { a: 'EN', b: ['AR'] })).toEqual(['Locale', 'Locale.AR', 'Locale.EN']);
  expect(used('$a: [Locale]', { a: 'AR' })).toEqual(['Locale', 'Locale.AR']);
});

test('what the schema does not have is not used, whatever its name is', () => {
  expect(
    used('$near: Near, $toString: Near', { near: { toString: 1, constructor: {}, phone: 'x' }, other: {} }),
  ).toEqual(['Near']);
  expect(used('$a: Locale, $near: Near', { a: 'constructor', near: 'x' })).toEqual([]);
});

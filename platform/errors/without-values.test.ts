import { expect, test } from '@jest/globals';
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { withoutValues } from './without-values.ts';

const schema = buildSchema(
  'type Query { f(s: String, i: Int, id: ID, e: E, o: O, list: [O]): Int } enum E { ONE } input O { s: String! }',
);

/** The message of graphql-js for an invalid document. */
function messageOf(document: string): string {
  try {
    return validate(schema, parse(document))[0]?.message ?? 'valid';
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ['{ f "secret" }', 'Syntax Error: Expected Name, found String.'],
  ['{ f """secret""" }', 'Syntax Error: Expected Name, found BlockString.'],
  ['{ f 482913 }', 'Syntax Error: Expected Name, found Int.'],
  ['{ f } 482913', 'Syntax Error: Unexpected Int.'],
  ['{ f(i: "secret") }', 'Int cannot represent non-integer value.'],
  ['{ f(id: ["secret: 1"]) }', 'ID cannot represent a non-string and non-integer value.'],
  ['{ f(s: {a: "secret"}) }', 'String cannot represent a non string value.'],
  ['{ f(e: "secret") }', 'Enum "E" cannot represent non-enum value.'],
  ['{ f(o: "secret") }', 'Expected value of type "O".'],
  ['{ f(e: SECRET) }', 'The value does not exist in "E" enum.'],
  ['{ f(secret: 1) }', 'Unknown argument "secret" on field "Query.f".'],
  ['{ secret }', 'Cannot query field "secret" on type "Query".'],
])('of %j remains %j', (document, remaining) => {
  expect(withoutValues(messageOf(document))).toBe(remaining);
});

test.each([
  ['O', { s: ['secret'] }],
  ['[O]', [{ s: { secret: 'secret' } }]],
  ['E', 'secret'],
])('of a variable of %s remains no value', (type, value) => {
  const operation = getOperationAST(parse(`query ($v: ${type}) { f }`));
  const { errors } = getVariableValues(schema, operation?.variableDefinitions ?? [], { v: value });
  expect(errors?.[0]?.message).toContain('secret');
  expect(withoutValues(errors?.[0]?.message ?? '')).toBe('Variable "$v" got an invalid value.');
});

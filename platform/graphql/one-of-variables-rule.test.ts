import { expect, test } from '@jest/globals';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { oneOfVariablesRule } from './one-of-variables-rule.ts';

const schema = buildSchema(`
  input Pick @oneOf { id: ID inner: Pick }
  input Plain { pick: Pick! id: ID }
  type Query { one(by: Pick): Int sure(by: Pick!): Int list(by: [Pick!]!): Int plain(by: Plain!): Int }`);

const errorsOf = (source: string): string[] =>
  validate(schema, parse(source), [...specifiedRules, oneOfVariablesRule]).map(({ message }) => message);

test.each([
  'one(by: { id: $id })',
  'sure(by: { id: $id })',
  'list(by: { id: $id })',
  'list(by: [{ inner: { id: $id } }])',
  'plain(by: { pick: { id: $id } })',
])('a nullable variable in a field of a @oneOf input is refused once in %s', (field) => {
  expect(errorsOf(`query ($id: ID) { ...F } fragment F on Query { ${field} }`)).toEqual([
    expect.stringContaining('must be non-nullable to be used for OneOf Input Object "Pick".'),
  ]);
  expect(errorsOf(`query ($id: ID!) { ${field} }`)).toEqual([]);
});

test.each([
  'query ($pick: Pick) { one(by: $pick) }',
  'query ($pick: Pick!) { list(by: [$pick]) }',
  'query ($list: [Pick!]!) { list(by: $list) }',
  'query ($id: ID) { plain(by: { id: $id, pick: { id: "1" } }) }',
])('a variable at another position is not: %s', (source) => {
  expect(errorsOf(source)).toEqual([]);
});

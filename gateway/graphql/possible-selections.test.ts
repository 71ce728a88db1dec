import { expect, test } from '@jest/globals';
import { buildSchema, type GraphQLObjectType, parse, print, validate } from 'graphql';
import { operationParts } from './operation-parts.ts';
import { possibleSelections } from './possible-selections.ts';

const schema = buildSchema(`
  type Query { dog: Dog pet: Pet }
  interface Animal { name: String friend: Animal }
  type Cat implements Animal { name: String friend: Animal lives: Int }
  type Dog implements Animal { name: String friend: Dog toy: Pet }
  union Pet = Cat | Dog`);

/** The possible selections on a dog of fields that were selected on an animal. */
function onDog(selections: string, fragments = ''): string {
  const parts = operationParts(parse(`{ dog ${selections} } ${fragments}`), undefined);
  const [dog] = parts.operation.selectionSet.selections;
  if (dog?.kind !== 'Field' || !dog.selectionSet) throw new Error('no selections');
  const set = possibleSelections(schema, schema.getType('Dog') as GraphQLObjectType, dog.selectionSet, parts.fragments);
  const text = print(set);
  expect(validate(schema, parse(`{ dog ${text} }`))).toEqual([]);
  return text.replace(/\s+/g, ' ');
}

test.each([
  ['{ name friend { ... on Cat { lives } name } }', '{ name friend { name } }'],
  ['{ friend { ... on Cat { lives } } }', '{ friend { __typename } }'],
  [
    '{ friend { ... on Animal { ... on Cat { lives } ... on Dog { name } } } }',
    '{ friend { ... on Animal { ... on Cat { lives } ... on Dog { name } } } }',
  ],
  [
    '{ toy { ... on Cat { lives friend { ... on Dog { name } } } } }',
    '{ toy { ... on Cat { lives friend { ... on Dog { name } } } } }',
  ],
  ['{ ... on Cat { lives } ... { name } }', '{ ... { name } }'],
])('%s', (selections, expected) => {
  expect(onDog(selections)).toBe(expected);
});

test('fragment spreads are treated as what they select', () => {
  const fragments = 'fragment F on Cat { lives } fragment G on Animal { name friend { ...F } }';
  expect(onDog('{ friend { ...F } ...G }', fragments)).toBe(
    '{ friend { __typename } ... on Animal { name friend { ... on Cat { lives } } } }',
  );
});

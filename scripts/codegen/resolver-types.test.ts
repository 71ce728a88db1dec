import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { plugin } from './resolver-types.ts';

const schema = buildSchema(
  'type Trip { id: ID! price: Int } type Query { trip: Trip } directive @state on FIELD_DEFINITION',
);

const generated = async () => {
  const output = await plugin(schema, [], { contextType: 'object' });
  if (typeof output === 'string') throw new Error('the plugin returned a text');
  return output;
};

test('the resolvers of a type are required where its parent has no such property', async () => {
  const { content } = await generated();

  expect(content).toMatch(
    /export type TripResolvers<.+> = RequiredResolvers<\{\n {2}id\?: .+\n {2}price\?: .+\n\}, ParentType>;/,
  );
});

test('every resolver of a root type is required', async () => {
  const { content } = await generated();

  expect(content).toMatch(
    /export type QueryResolvers<.+> = RequiredResolvers<\{\n {2}trip\?: .+\n\}, Record<never, never>>;/,
  );
});

test('a type is required whose resolvers are', async () => {
  const { content, prepend } = await generated();

  expect(content).toMatch(/export type Resolvers<.+> = RequiredTypes<\{\n {2}Trip\?: .+\n {2}Query\?: .+\n\}>;/);
  expect(prepend?.join('\n')).toContain('#platform/graphql/required-resolvers.ts');
});

test('the resolvers of directives stay as they are', async () => {
  const { content } = await generated();

  expect(content).toMatch(/export type DirectiveResolvers<.+> = \{\n {2}state\?: .+\n\};/);
});

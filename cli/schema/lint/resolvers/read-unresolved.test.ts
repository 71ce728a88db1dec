import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { ThrowawayProject } from '../../testing/throwaway-project.ts';
import { lintSchemas } from '../lint-schemas.ts';

const schema = 'subgraphs/trips/schema.graphql';
const types = 'subgraphs/trips/generated/types.ts';

/** What codegen generates for a type whose parent has `id` and `price`, shortened. */
const generated = (fields: string) => `
import type { RequiredResolvers, RequiredTypes } from '#platform/graphql/required-resolvers.ts';
type Resolver<Result, Parent> = (parent: Parent) => Result;
type Trip = { id: string; price: () => Promise<string> };
export type TripResolvers<Parent = Trip> = RequiredResolvers<{
  __resolveReference?: Resolver<Trip, Parent>;
  id?: Resolver<string, Parent>;
  ${fields}
}, Parent>;
export type QueryResolvers = RequiredResolvers<{ trip?: Resolver<Trip | null, unknown> }, Record<never, never>>;
export type Resolvers = RequiredTypes<{ Trip?: TripResolvers; Query?: QueryResolvers }>;
`;
const price = 'price?: Resolver<Promise<string>, Parent>;';
const duration = 'durationMinutes?: Resolver<number, Parent>;';

/** A project whose subgraph trips has resolvers. Its schema changes after the commit. */
async function projectWith(resolversOfTrip: string): Promise<ThrowawayProject> {
  const project = await ThrowawayProject.create();
  const copied = ['tsconfig.json', 'platform/graphql/required-resolvers.ts'];
  for (const file of copied) await project.write(file, await readFile(path.join(projectRoot, file), 'utf8'));
  await project.write('package.json', '{ "type": "module", "imports": { "#platform/*": "./platform/*" } }');
  await project.write(
    schema,
    '"t"\ntype Trip {\n"i" id: ID!\n"p" price: String!\n}\n"q"\ntype Query { "t" trip: Trip }\n',
  );
  await project.write(
    'subgraphs/trips/resolvers/index.ts',
    `export const resolvers = { Query: { trip: () => null }, Trip: { ${resolversOfTrip} } };\n`,
  );
  await project.write(types, generated(price));
  await project.commit();
  return project;
}

async function unresolved(project: ThrowawayProject, all = false): Promise<string[]> {
  const { faults } = await lintSchemas(project.root, all ? { all } : { base: 'HEAD' });
  return faults.filter(({ rule }) => rule === 'masar/resolved-field').map(({ line, message }) => `${line}: ${message}`);
}

test('a property or a method of the parent object resolves a field', async () => {
  await using project = await projectWith('');

  expect(await unresolved(project, true)).toEqual([]);
});

test('a field without resolver and property is a fault, before and after the types are generated', async () => {
  await using project = await projectWith('');
  await project.edit(schema, '"p" price', '"d" durationMinutes: Int!\n"p" price');

  expect(await unresolved(project)).toEqual([
    '4: nobody resolves Trip.durationMinutes: the types in subgraphs/trips/generated do not have it: npm run codegen',
  ]);
  await project.write(types, generated(`${price} ${duration}`));
  expect(await unresolved(project)).toEqual([
    '4: nobody resolves Trip.durationMinutes: no resolver in subgraphs/trips/resolvers, and no property of its parent object with a value of its type',
  ]);
});

test('a resolver resolves it', async () => {
  await using project = await projectWith('durationMinutes: () => 90');
  await project.edit(schema, '"p" price', '"d" durationMinutes: Int!\n"p" price');
  await project.write(types, generated(`${price} ${duration}`));

  expect(await unresolved(project)).toEqual([]);
});

test('a property with a value of another type does not', async () => {
  await using project = await projectWith('');
  await project.edit(schema, 'price: String!', 'price: Int!');
  await project.write(types, generated('price?: Resolver<Promise<number>, Parent>;'));

  expect(await unresolved(project)).toEqual([expect.stringMatching(/^4: nobody resolves Trip\.price: no resolver/)]);
});

test('a field that did not change is not reported without --all', async () => {
  await using project = await projectWith('');
  await project.write(types, generated(''));
  await project.edit(schema, '"t" trip', '"A trip." trip');

  expect(await unresolved(project)).toEqual([]);
  expect(await unresolved(project, true)).toHaveLength(1);
});

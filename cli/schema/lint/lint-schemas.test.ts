import { expect, test } from '@jest/globals';
import { CannotRun } from '../cannot-run.ts';
import { ThrowawayProject } from '../testing/throwaway-project.ts';
import { type LintScope, lintSchemas } from './lint-schemas.ts';

const trips = 'subgraphs/trips/schema.graphql';
const head: LintScope = { base: 'HEAD' };

async function faultsOf(project: ThrowawayProject, scope: LintScope): Promise<string[]> {
  const { faults } = await lintSchemas(project.root, scope);
  return faults.map(({ rule, coordinate }) => `${rule} ${coordinate}`);
}

test('what did not change has no faults, whatever is wrong with it', async () => {
  await using project = await ThrowawayProject.create();

  expect(await lintSchemas(project.root, head)).toMatchObject({ ok: true, subgraphs: [], faults: [] });
});

test('the whole schemas have them', async () => {
  await using project = await ThrowawayProject.create();

  const lint = await lintSchemas(project.root, { all: true });

  expect(lint).toMatchObject({ ok: false, commit: null, subgraphs: ['users', 'trips', 'notifications', 'auth'] });
  expect(lint.faults).toContainEqual({
    rule: 'graphql/require-description',
    severity: 'error',
    message: 'Description is required for field "description" in type "Trip"',
    subgraph: 'trips',
    file: trips,
    line: 9,
    column: 3,
    coordinate: 'Trip.description',
  });
});

test('a new field is linted, and its neighbours are not', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit(trips, '  driver: Driver', '  tags: [String!]!\n  driver: Driver');

  expect(await faultsOf(project, head)).toEqual(['masar/list-size Trip.tags', 'graphql/require-description Trip.tags']);
});

test('a field that moves within the file has not changed', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit(trips, '  description: String\n  driver: Driver\n', '  driver: Driver\n\n  description: String\n');

  expect(await faultsOf(project, head)).toEqual([]);
});

test('a changed argument is linted', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit(trips, 'first: Int! = 20', 'first: Int! = 10');

  expect(await faultsOf(project, head)).toEqual([
    'masar/list-size Query.trips',
    'graphql/require-description Query.trips',
    'graphql/require-description Query.trips(first:)',
  ]);
});

test('an element that is wrong only since the change has the fault, though its text is the same', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit(trips, '  status: TripStatus!\n', '');

  expect(await faultsOf(project, head)).toEqual(['graphql/no-unreachable-types TripStatus']);
});

test('a schema that is wrong only since another one changed has the fault', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit(trips, 'type Driver @key', '"Offers trips."\ntype Driver @key');
  await project.edit('subgraphs/users/schema.graphql', 'type Driver @key', '"Offers trips."\ntype Driver @key');
  await project.commit();
  await project.edit('subgraphs/users/schema.graphql', 'Offers trips.', 'Drives.');

  expect(await faultsOf(project, head)).toEqual(['masar/same-description Driver']);
});

test('the base is the named commit', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit(trips, '  driver: Driver', '  tags: [String!]!\n  driver: Driver');
  await project.commit();

  expect(await faultsOf(project, head)).toEqual([]);
  expect(await faultsOf(project, { base: 'HEAD~1' })).toHaveLength(2);
});

test('a new subgraph is linted as a whole', async () => {
  await using project = await ThrowawayProject.create({ without: ['subgraphs/notifications/schema.graphql'] });
  await project.write('subgraphs/notifications/schema.graphql', 'type Query { unreadCount: Int! }\n');

  expect(await faultsOf(project, head)).toEqual([
    'graphql/require-description Query',
    'graphql/require-description Query.unreadCount',
  ]);
});

test('a syntax error is a fault with its place, and nothing else is linted', async () => {
  await using project = await ThrowawayProject.create();
  await project.write(trips, 'type Query {\n  a: Int\n');

  expect((await lintSchemas(project.root, head)).faults).toEqual([
    {
      rule: 'schema',
      severity: 'error',
      message: 'Syntax Error: Expected Name, found <EOF>.',
      subgraph: 'trips',
      file: trips,
      line: 3,
      column: 1,
      coordinate: 'schema',
    },
  ]);
});

test('it cannot run without the commit', async () => {
  await using project = await ThrowawayProject.create();

  await expect(lintSchemas(project.root, { base: 'elsewhere' })).rejects.toThrow('no commit "elsewhere"');
  await expect(lintSchemas(project.root, { base: 'elsewhere' })).rejects.toBeInstanceOf(CannotRun);
});

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CannotRun } from '../cannot-run.ts';
import { unboundedPlanner } from '../operations/plan-operations.ts';
import { terminalReport } from '../report/terminal.ts';
import { ThrowawayProject } from '../testing/throwaway-project.ts';
import { type Compared, checkSchema } from './check-schema.ts';

const users = 'subgraphs/users/schema.graphql';
const trips = 'subgraphs/trips/schema.graphql';

async function compared(project: ThrowawayProject, base = 'HEAD'): Promise<Compared> {
  const check = await checkSchema(project.root, { base, createPlanner: unboundedPlanner });
  if (check.outcome !== 'compared') throw new Error(terminalReport(check));
  return check;
}

const briefly = ({ changes }: Compared) => changes.map(({ severity, path }) => `${severity} ${path}`);

describe('the API schema', () => {
  test('is fine if it is unchanged', async () => {
    await using project = await ThrowawayProject.create();

    expect(await compared(project)).toMatchObject({ ok: true, changes: [], faults: [], operationCount: 1 });
  });

  test('reports a new type and a new field as safe, once each', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, 'type Query {', 'input Near { city: String! }\ntype Query { near(near: Near!): [Trip!]!');

    const check = await compared(project);

    expect(check.ok).toBe(true);
    expect(briefly(check)).toEqual(['safe Near', 'safe Query.near']);
  });

  test('reports a removed field as breaking, even if no client operation selects it', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, '  description: String\n', '');

    const check = await compared(project);

    expect(check).toMatchObject({ ok: false, faults: [] });
    expect(briefly(check)).toEqual(['breaking Trip.description']);
  });

  test('reports a new enum value as dangerous, and passes', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, 'SCHEDULED CANCELLED', 'SCHEDULED STARTED CANCELLED');

    const check = await compared(project);

    expect(check.ok).toBe(true);
    expect(briefly(check)).toEqual(['dangerous TripStatus.STARTED']);
  });

  test('reports another type as breaking, even together with a first description', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, '  description: String', '  "Written by the driver."\n  description: Int');

    const check = await compared(project);

    expect(check.ok).toBe(false);
    expect(briefly(check)).toContain('breaking Trip.description');
  });

  test('reports a required argument that loses its default as breaking', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, 'first: Int! = 20', 'first: Int!');

    const check = await compared(project);

    expect(check.ok).toBe(false);
    expect(briefly(check)).toEqual(['breaking Query.trips(first:)']);
  });

  test('reports another default as dangerous', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, 'first: Int! = 20', 'first: Int! = 10');

    expect(briefly(await compared(project))).toEqual(['dangerous Query.trips(first:)']);
  });

  test('allows the removal of an inaccessible field', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(users, ' internalNote: String @inaccessible', '');

    expect(await compared(project)).toMatchObject({ ok: true, changes: [] });
  });

  test('reports a field that becomes inaccessible as breaking', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(users, 'fullName: String', 'fullName: String @inaccessible');

    const check = await compared(project);

    expect(check.ok).toBe(false);
    expect(briefly(check)).toEqual(['breaking Driver.fullName']);
  });

  test('reports a field that moves to another subgraph without @override as dangerous', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit('subgraphs/auth/schema.graphql', 'scopes: [String!]!', 'scopes: [String!]! unreadCount: Int!');
    await project.write('subgraphs/notifications/schema.graphql', 'type Query { devices: Int }\n');

    const check = await compared(project);

    expect(check.ok).toBe(true);
    expect(briefly(check)).toEqual(['dangerous Query.unreadCount', 'safe Query.devices']);
  });
});

describe('the base', () => {
  test('is the named commit, not the last one', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, '  description: String\n', '');
    await project.commit();

    expect(briefly(await compared(project, 'HEAD'))).toEqual([]);
    expect(briefly(await compared(project, 'HEAD~1'))).toEqual(['breaking Trip.description']);
  });

  test('may lack a new subgraph', async () => {
    await using project = await ThrowawayProject.create({ without: ['subgraphs/notifications/schema.graphql'] });
    await project.write('subgraphs/notifications/schema.graphql', 'type Query { unreadCount: Int! }\n');

    const check = await compared(project);

    expect(check.ok).toBe(true);
    expect(briefly(check)).toEqual(['safe (subgraph notifications)', 'safe Query.unreadCount']);
  });

  test('may have a removed subgraph, whose fields are then breaking changes', async () => {
    await using project = await ThrowawayProject.create();
    await project.write('subgraphs/payments/schema.graphql', 'type Query { invoice: String }\n');
    await project.commit();
    await project.remove('subgraphs/payments');

    expect(briefly(await compared(project))).toEqual(['breaking Query.invoice', 'dangerous (subgraph payments)']);
  });

  test('may have no schema', async () => {
    await using project = await ThrowawayProject.create();
    await project.remove('subgraphs');
    await project.commit();
    for (const name of ['users', 'trips', 'notifications', 'auth']) {
      const file = `subgraphs/${name}/schema.graphql`;
      await project.write(file, project.original(file));
    }

    expect(await compared(project)).toMatchObject({ ok: true, baseHasSchema: false, changes: [] });
  });

  test('must compose', async () => {
    await using project = await ThrowawayProject.create();
    await project.write(trips, 'type Query {');
    await project.commit();
    await project.write(trips, project.original(trips));

    await expect(checkSchema(project.root, { base: 'HEAD' })).rejects.toThrow(
      /^can't compare with HEAD at [0-9a-f]{12}, whose subgraphs do not compose: \[trips:1:13\] .*$/,
    );
  });
});

describe('client operations', () => {
  test('an invalid operation is reported with its place and the reason', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(users, 'fullName: String', 'name: String');

    const check = await compared(project);

    expect(check.ok).toBe(false);
    expect(check.faults).toEqual([
      {
        operation: 'TripDetails',
        file: 'clients/mobile/trip-details.graphql',
        line: 5,
        column: 7,
        reason: expect.stringContaining('Cannot query field "fullName" on type "Driver"'),
      },
    ]);
    expect(terminalReport(check)).toContain(
      'clients/mobile/trip-details.graphql:5:7  TripDetails  Cannot query field "fullName"',
    );
  });

  test('a fault in a fragment is reported at the fragment', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, 'price: String!', 'seatPrice: String!');

    expect((await compared(project)).faults).toEqual([
      expect.objectContaining({
        operation: 'TripDetails',
        file: 'clients/fragments/trip-card.graphql',
        line: 3,
        column: 3,
      }),
    ]);
  });

  test('an invalid operation fails the check without a change of the schema', async () => {
    await using project = await ThrowawayProject.create();
    await project.write('clients/web/trips.graphql', 'query Trips { trips { ...Nowhere } }\n');

    const check = await compared(project);

    expect(check).toMatchObject({ ok: false, changes: [] });
    expect(check.faults).toEqual([
      {
        operation: 'Trips',
        file: 'clients/web/trips.graphql',
        line: 1,
        column: 26,
        reason: 'Unknown fragment "Nowhere".',
      },
    ]);
  });

  test('a syntax error fails the check, with its place', async () => {
    await using project = await ThrowawayProject.create();
    await project.write('clients/web/torn.graphql', 'query Torn {\n  trips {\n');

    const check = await compared(project);

    expect(check.ok).toBe(false);
    expect(check.faults).toEqual([
      expect.objectContaining({ file: 'clients/web/torn.graphql', reason: expect.stringMatching(/^Syntax Error/) }),
    ]);
  });

  test('may be absent', async () => {
    await using project = await ThrowawayProject.create();
    await project.remove('clients');

    expect(await compared(project)).toMatchObject({ ok: true, operationCount: 0 });
  });
});

describe('the check', () => {
  test('returns every composition error', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, 'type Query {', 'type Query { scopes: [String!]! unreadCount: Int!');

    expect(await checkSchema(project.root, { base: 'HEAD' })).toEqual({
      outcome: 'does-not-compose',
      ok: false,
      errors: ['scopes', 'unreadCount'].map((field) => ({
        code: 'INVALID_FIELD_SHARING',
        message: expect.stringContaining(`"Query.${field}"`),
        places: [expect.objectContaining({ line: 2, column: 14 }), expect.objectContaining({ file: trips, line: 13 })],
        hint: expect.stringContaining('@shareable'),
      })),
      disagreement: null,
    });
  });

  test.each(['no-such-branch', '--output=stolen', 'HEAD:subgraphs', ''])(
    'cannot run without a commit "%s"',
    async (ref) => {
      await using project = await ThrowawayProject.create();

      await expect(checkSchema(project.root, { base: ref })).rejects.toThrow(`no commit "${ref}"`);
      await expect(checkSchema(project.root, { base: ref })).rejects.toBeInstanceOf(CannotRun);
    },
  );

  test('cannot run outside a git repository', async () => {
    await using project = await ThrowawayProject.create();
    await rm(path.join(project.root, '.git'), { recursive: true });

    await expect(checkSchema(project.root, { base: 'HEAD' })).rejects.toThrow(/not a git repository/);
  });

  test('cannot run if a schema of the working tree is unreadable', async () => {
    await using project = await ThrowawayProject.create();
    await project.remove(users);

    await expect(checkSchema(project.root, { base: 'HEAD' })).rejects.toThrow(
      /can't read the subgraphs' schemas.*users/,
    );
    await expect(checkSchema(project.root, { base: 'HEAD' })).rejects.toBeInstanceOf(CannotRun);
  });

  test('cannot run if an operation is unreadable', async () => {
    await using project = await ThrowawayProject.create();
    await project.write('clients/web/folder.graphql/inner.txt', '');

    await expect(checkSchema(project.root, { base: 'HEAD' })).rejects.toThrow(
      /can't read clients\/web\/folder\.graphql/,
    );
  });
});

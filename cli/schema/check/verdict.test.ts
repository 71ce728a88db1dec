import { describe, expect, test } from '@jest/globals';
import { CannotRun } from '../cannot-run.ts';
import { unboundedPlanner } from '../operations/plan-operations.ts';
import { terminalReport } from '../report/terminal.ts';
import { ThrowawayProject } from '../testing/throwaway-project.ts';
import { type CheckOptions, type Compared, checkSchema } from './check-schema.ts';

const trips = 'subgraphs/trips/schema.graphql';
const users = 'subgraphs/users/schema.graphql';
const operation = 'clients/mobile/trip-details.graphql';

/** A project whose subgraphs import the auth directives, with its one operation run by `roles`. */
async function projectWith({ roles = 'anonymous, driver', ...edits }: Record<string, string> = {}) {
  const project = await ThrowawayProject.create();
  await project.edit(trips, '"@key"', '"@key", "@authenticated", "@requiresScopes"');
  await project.edit(users, '"@key"', '"@key", "@authenticated", "@requiresScopes"');
  await project.edit(operation, 'query', `# roles: ${roles}\nquery`);
  for (const [from, to] of Object.entries(edits)) await project.edit(trips, from, to);
  await project.commit();
  return project;
}

async function check({ root }: ThrowawayProject, options: Partial<CheckOptions> = {}): Promise<Compared> {
  const checked = await checkSchema(root, {
    base: 'HEAD',
    createPlanner: unboundedPlanner,
    today: '2031-01-31',
    ...options,
  });
  if (checked.outcome !== 'compared') throw new Error(terminalReport(checked));
  return checked;
}

const approve = (project: ThrowawayProject, change: string, until = '2031-12-31') =>
  project.write(
    'schema-approvals.yml',
    `- change: ${change}\n  reason: It is agreed.\n  who: Trips\n  until: ${until}\n`,
  );

const verdicts = ({ changes }: Compared) =>
  changes.map(({ severity, code, path, failure }) => `${severity} ${code} ${path} ${failure}`);

describe('a change by which somebody loses access', () => {
  test('is breaking if an operation loses a field for a role that runs it', async () => {
    await using project = await projectWith();
    await project.edit(trips, 'price: String!', 'price: String! @authenticated');

    const checked = await check(project);

    expect(verdicts(checked)).toEqual(['breaking AUTHORIZATION_ADDED Trip.price breaking']);
    expect(checked).toMatchObject({
      ok: false,
      faults: [],
      lostAccess: [
        {
          operation: 'TripDetails',
          file: 'clients/fragments/trip-card.graphql',
          line: 3,
          column: 3,
          coordinate: 'Trip.price',
          roles: ['anonymous'],
          isApproved: false,
        },
      ],
    });
  });

  test('is dangerous if no role that runs an operation loses a field of it', async () => {
    await using project = await projectWith({ roles: 'driver' });
    await project.edit(trips, 'price: String!', 'price: String! @authenticated');

    const checked = await check(project);

    expect(verdicts(checked)).toEqual(['dangerous AUTHORIZATION_ADDED Trip.price null']);
    expect(checked).toMatchObject({ ok: true, lostAccess: [] });
  });

  test('is dangerous on a field that no operation selects', async () => {
    await using project = await projectWith();
    await project.edit(trips, 'description: String', 'description: String @authenticated');

    expect(verdicts(await check(project))).toEqual(['dangerous AUTHORIZATION_ADDED Trip.description null']);
  });

  test('is breaking through the type that the field returns', async () => {
    await using project = await projectWith();
    await project.edit(users, 'type Driver @key(fields: "id")', 'type Driver @key(fields: "id") @authenticated');

    const checked = await check(project);

    expect(verdicts(checked)[0]).toBe('breaking AUTHORIZATION_ADDED Driver breaking');
    expect(checked.lostAccess.map(({ coordinate }) => coordinate)).toEqual(['Trip.driver']);
  });

  test('passes with its lost field if it is approved', async () => {
    await using project = await projectWith();
    await project.edit(trips, 'price: String!', 'price: String! @authenticated');
    await approve(project, 'AUTHORIZATION_ADDED Trip.price');

    const checked = await check(project);

    expect(checked).toMatchObject({ ok: true, lostAccess: [{ isApproved: true }] });
    expect(terminalReport(checked)).toContain('      approved by Trips until 2031-12-31: It is agreed.\n');
  });
});

describe('a change by which somebody gains access', () => {
  test('fails, though it is safe', async () => {
    await using project = await projectWith({ 'price: String!': 'price: String! @authenticated' });
    await project.edit(trips, ' @authenticated\n', '\n');

    const checked = await check(project);

    expect(checked.ok).toBe(false);
    expect(verdicts(checked)).toEqual(['safe AUTHORIZATION_REMOVED Trip.price loosened']);
  });

  test('passes if it is approved', async () => {
    await using project = await projectWith({ 'price: String!': 'price: String! @authenticated' });
    await project.edit(trips, ' @authenticated\n', '\n');
    await approve(project, 'AUTHORIZATION_REMOVED Trip.price');

    expect((await check(project)).ok).toBe(true);
  });
});

describe('an approval', () => {
  const remove = (project: ThrowawayProject) => project.edit(trips, '  description: String\n', '');

  test('lets its breaking change pass', async () => {
    await using project = await projectWith();
    await remove(project);
    await approve(project, 'FIELD_REMOVED Trip.description');

    expect((await check(project)).ok).toBe(true);
  });

  test('does not excuse an operation that is invalid', async () => {
    await using project = await projectWith();
    await project.edit(users, 'fullName: String', '');
    await approve(project, 'FIELD_REMOVED Driver.fullName');

    expect(await check(project)).toMatchObject({ ok: false, faults: [{ operation: 'TripDetails' }] });
  });

  test('fails with its change after its date', async () => {
    await using project = await projectWith();
    await remove(project);
    await approve(project, 'FIELD_REMOVED Trip.description', '2031-01-30');

    const checked = await check(project);

    expect(verdicts(checked)).toEqual(['breaking FIELD_REMOVED Trip.description breaking']);
    expect(checked.staleApprovals).toMatchObject([{ reason: 'its date, 2031-01-30, has passed' }]);
  });

  test('fails if it matches no change', async () => {
    await using project = await projectWith();
    await approve(project, 'FIELD_REMOVED Trip.descripton');

    expect(await check(project)).toMatchObject({ ok: false, changes: [], mergedApprovals: [] });
  });

  test('that was merged with its change does not fail the next branch before its date', async () => {
    await using project = await projectWith();
    await remove(project);
    await approve(project, 'FIELD_REMOVED Trip.description');
    await project.commit();

    expect(await check(project)).toMatchObject({ ok: true, staleApprovals: [], mergedApprovals: [{ line: 1 }] });
    expect(await check(project, { today: '2032-01-01' })).toMatchObject({ ok: false, mergedApprovals: [] });
  });

  test('that is at fault ends the check with every fault', async () => {
    await using project = await projectWith();
    await project.write('schema-approvals.yml', '- change: FIELD_REMOVED\n- who: me\n');

    const failure = check(project);

    await expect(failure).rejects.toBeInstanceOf(CannotRun);
    await expect(failure).rejects.toThrow(
      /^schema-approvals\.yml has faults:\nschema-approvals\.yml:1 .*\n(.*\n)*schema-approvals\.yml:2 {2}the entry has no until$/,
    );
  });
});

test('a dangerous change fails with --fail-on dangerous, unless it is approved', async () => {
  await using project = await projectWith();
  await project.edit(trips, 'SCHEDULED CANCELLED', 'SCHEDULED STARTED CANCELLED');

  expect((await check(project)).ok).toBe(true);
  expect(verdicts(await check(project, { failOnDangerous: true }))).toEqual([
    'dangerous ENUM_VALUE_ADDED TripStatus.STARTED dangerous',
  ]);
  await approve(project, 'ENUM_VALUE_ADDED TripStatus.STARTED');
  expect((await check(project, { failOnDangerous: true })).ok).toBe(true);
});

test('a breaking change passes if the traffic does not use it, and else says who does', async () => {
  await using project = await projectWith();
  await project.edit(trips, '  description: String\n', '');
  const traffic = (isUnused: boolean) => ({
    readTraffic: async (breaking: Parameters<NonNullable<CheckOptions['readTraffic']>>[0]) =>
      new Map(breaking.map((change) => [change, { isUnused, lines: ['used by 1 request'] }])),
  });

  const [used, unused] = [await check(project, traffic(false)), await check(project, traffic(true))];

  expect([used.ok, unused.ok]).toEqual([false, true]);
  expect(terminalReport(used)).toContain('\n      used by 1 request\n');
});

test('a disagreement of two compositions is a dangerous change', async () => {
  await using project = await projectWith();
  await project.write(
    'subgraphs/auth/schema.graphql',
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed")\ntype Query { scopes: [String!]! @fed__shareable }\n',
  );

  const checked = await check(project);

  expect(verdicts(checked)).toEqual(['dangerous COMPOSITION_DISAGREEMENT (schema) null']);
  expect(terminalReport(checked)).toMatch(/^The schema is the same as HEAD at [0-9a-f]{12}\.\n\nDangerous/);
});

test('a fault in a comment of roles fails the check', async () => {
  await using project = await projectWith({ roles: 'anonymous, nobody' });

  expect(await check(project)).toMatchObject({
    ok: false,
    faults: [
      { operation: '(roles)', file: operation, line: 1, column: 1, reason: expect.stringContaining('"nobody"') },
    ],
  });
});

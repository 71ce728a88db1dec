import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { commitOf, git } from '../git.ts';
import { Scene } from './testing/scene.ts';

const trips = 'subgraphs/trips/schema.graphql';
const users = 'subgraphs/users/schema.graphql';
const auth = 'subgraphs/auth/schema.graphql';

async function versionsOf(scene: Scene) {
  const { code, out } = await scene.schema(['versions', '--json']);
  expect(code).toBe(0);
  return (JSON.parse(out) as { versions: Record<string, unknown>[] }).versions;
}

test('publishes the schemas as the next version, with who, when and from which commit', async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  const commit = await commitOf(project.root, 'HEAD');

  const first = await scene.publish();
  expect(first).toEqual({
    code: 0,
    err: '',
    out: [
      'The registry has no schema to compare with.',
      '',
      'Client operations: all 1 are valid, can be planned, and lose no field.',
      '',
      'Fine.',
      'published version 1: auth added, notifications added, trips added, users added',
    ].join('\n'),
  });

  await project.edit(auth, 'scopes', 'keys: Int scopes');
  const second = await scene.publish();
  expect(second.code).toBe(0);
  expect(second.out).toMatch(
    /^The schema, compared with version 1:\n\nSafe \(1\)\n {2}Query\.keys [\s\S]*Fine\.\npublished version 2: auth changed$/,
  );

  const common = { publishedBy: 'Layla', commit, restoredVersion: null, isForced: false, removed: [] };
  const at = (...numbers: number[]) =>
    ['auth', 'notifications', 'trips', 'users'].map((name, index) => ({ name, changedIn: numbers[index] }));
  const publishedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(await versionsOf(scene)).toEqual([
    { ...common, number: 2, publishedAt, isDirty: true, subgraphs: at(2, 1, 1, 1) },
    { ...common, number: 1, publishedAt, isDirty: false, subgraphs: at(1, 1, 1, 1) },
  ]);

  const table = (await scene.schema(['versions'])).out.split('\n');
  expect(table).toEqual([
    'VERSION  PUBLISHED             BY     COMMIT                  CHANGES',
    expect.stringMatching(`^2        ....-..-.. ..:..:..Z  Layla  ${commit.slice(0, 12)} \\(changed\\)  auth$`),
    expect.stringMatching(`^1  .*  Layla  ${commit.slice(0, 12)}            auth, notifications, trips, users$`),
  ]);
  const page = (await scene.schema(['versions', '--limit', '1'])).out;
  expect(page).toMatch(/\n2 .*\nEarlier versions: --before 2$/);
  expect((await scene.schema(['versions', '--before', '2'])).out).toMatch(/^VERSION.*\n1 .*$/);
});

test('publishing the same schemas again stores nothing, and writes the supergraph all the same', async () => {
  await using scene = await Scene.create();
  const out = path.join(scene.project.root, 'supergraph.graphql');
  await scene.publish();
  expect(await scene.publish('--out', out)).toEqual({
    code: 0,
    err: '',
    out: `nothing to publish: the schemas are those of version 1\nwrote ${out}`,
  });
  expect(await readFile(out, 'utf8')).toContain('join__Graph');
  expect(await versionsOf(scene)).toHaveLength(1);
});

test('a refused version is not stored, and an approval lets it pass', async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  const out = path.join(project.root, 'supergraph.graphql');
  await scene.publish();
  await project.edit(trips, '  description: String\n', '');

  const refused = await scene.publish('--out', out);
  expect(refused).toMatchObject({ code: 1, err: 'the check failed, so nothing was published' });
  expect(refused.out).toMatch(
    /Breaking.*\n {2}Trip\.description {2}FIELD_REMOVED [\s\S]*Not fine: 1 breaking change\.$/,
  );
  expect(await versionsOf(scene)).toHaveLength(1);
  await expect(readFile(out)).rejects.toThrow('ENOENT');

  const approval = (name: string) =>
    `- change: FIELD_REMOVED Trip.${name}\n  reason: unused\n  who: Layla\n  until: 2099-01-01\n`;
  await project.write('schema-approvals.yml', approval('description'));
  expect((await scene.publish('--format', 'json')).err).toBe('published version 2: trips changed');

  // The approval is that of the base now.
  await project.edit(auth, 'scopes', 'keys: Int scopes');
  const later = await scene.publish();
  expect(later.out).toMatch(/merged: the base has the change\n\nFine\.\npublished version 3: auth changed$/);
});

test('schemas that do not compose are refused, with the places of the faults', async () => {
  await using scene = await Scene.create();
  await scene.publish();
  await scene.project.edit(auth, 'scopes', 'unreadCount: Int! scopes');
  const { code, out } = await scene.publish();
  expect([code, out]).toEqual([1, expect.stringContaining(`at ${auth}:2:14`)]);
  expect(await versionsOf(scene)).toHaveLength(1);
});

test("a team publishes its subgraph with the others' published schemas, whatever its own copies of them have", async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  await scene.publish();
  await project.edit(auth, 'scopes', 'keys: Int scopes');
  await project.edit(users, 'fullName: String', '');
  const published = await scene.publish('--subgraph', 'auth');
  expect([published.code, published.out]).toEqual([0, expect.stringContaining('published version 2: auth changed')]);

  // Without a repository there is no commit.
  const elsewhere = path.join(path.dirname(project.root), `${path.basename(project.root)}.graphql`);
  const schema = project.original(trips).replace('description', 'summary: String description');
  await project.write(path.relative(project.root, elsewhere), schema);
  const trip = await scene.publish('--subgraph', 'trips', '--schema', elsewhere);
  expect([trip.code, trip.out]).toEqual([0, expect.stringContaining('published version 3: trips changed')]);
  await project.remove(path.relative(project.root, elsewhere));
  const [{ commit, isDirty, subgraphs } = {}] = await versionsOf(scene);
  expect({ commit, isDirty, subgraphs }).toEqual({
    commit: null,
    isDirty: false,
    subgraphs: [
      { name: 'auth', changedIn: 2 },
      { name: 'notifications', changedIn: 1 },
      { name: 'trips', changedIn: 3 },
      { name: 'users', changedIn: 1 },
    ],
  });
});

test('a team cannot publish what does not compose with the others', async () => {
  await using scene = await Scene.create();
  await scene.publish();
  await scene.project.edit(users, 'type Query {', 'type Query { unreadCount: Int!');
  const { code, out } = await scene.publish('--subgraph', 'users');
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/INVALID_FIELD_SHARING[\s\S]*version:1\/notifications\.graphql:2:14/),
  ]);
});

test("git's user publishes by default", async () => {
  await using scene = await Scene.create();
  const { root } = scene.project;
  await git(root, 'config', 'user.name', 'Omar \u001b[31m');
  await git(root, 'config', 'user.email', 'omar@example.com');
  await scene.schema(['publish']);
  expect(await versionsOf(scene)).toEqual([expect.objectContaining({ publishedBy: 'Omar [31m <omar@example.com>' })]);
});

test('the check compares with a version, or the newest', async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  expect(await scene.schema(['check', '--base', 'version:latest'])).toMatchObject({
    code: 2,
    err: 'schema check could not run: no version has been published yet',
  });
  await scene.publish();
  await project.edit(auth, 'scopes', 'keys: Int scopes');
  await scene.publish();

  expect((await scene.schema(['check', '--base', 'version:latest'])).out).toMatch(
    /^The schema is the same as version 2\./,
  );
  expect((await scene.schema(['check', '--base', 'version:1'])).out).toMatch(/^The schema, compared with version 1:/);
  for (const [base, message] of [
    ['version:3', 'there is no version 3: the newest is 2'],
    ['version:first', '"first" names no version: it is a number, or latest'],
  ] as const) {
    const { code, err } = await scene.schema(['check', '--base', base]);
    expect([code, err]).toEqual([2, `schema check could not run: ${message}`]);
  }
});

test('a publication that cannot run exits 2', async () => {
  await using scene = await Scene.create();
  const cases: [string[], string | RegExp][] = [
    [['--subgraph', 'trains'], /^could not publish: no subgraph is called "trains": there are users, trips/],
    [
      ['--subgraph', 'trips', '--schema', '/nowhere.graphql'],
      /^could not publish: can't read \/nowhere\.graphql: ENOENT/,
    ],
    [['--by', ' '], 'could not publish: name who publishes with --by, in at most 200 characters'],
    [['--by', 'x'.repeat(201)], 'could not publish: name who publishes with --by, in at most 200 characters'],
    [['--out', '/nowhere/s.graphql'], /^could not write the supergraph: can't write \/nowhere\/s\.graphql: ENOENT/],
  ];
  for (const [args, message] of cases) {
    const { code, err } = await scene.publish(...args);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  }
});

test('without a registry the commands exit 2, and publishing creates one', async () => {
  await using scene = await Scene.create();
  const missing = `${scene.database.url}x`;
  const { code, err } = await scene.schema(['versions'], missing);
  expect([code, err]).toEqual([2, expect.stringMatching(/can't read the published versions: .* no database/)]);
  expect((await scene.schema(['diff', '1'], 'postgres://127.0.0.1:1/registry')).code).toBe(2);
  expect((await scene.schema(['publish'], 'postgres://127.0.0.1:1/registry')).err).toMatch(
    /can't publish: .*ECONNREFUSED/,
  );
  expect((await scene.schema(['publish'], missing)).code).toBe(0);
  expect((await scene.schema(['versions'], missing)).out).toMatch(/\n1 /);
});

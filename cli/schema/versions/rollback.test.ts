import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { withClient } from '#platform/database/with-client.ts';
import { Scene } from './testing/scene.ts';

const auth = 'subgraphs/auth/schema.graphql';
const trips = 'subgraphs/trips/schema.graphql';

test('a rollback publishes an earlier version again, by force when the check fails', async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  const out = path.join(project.root, 'supergraph.graphql');
  const earlier = path.join(project.root, 'earlier.graphql');
  await scene.publish('--out', earlier);
  await project.edit(auth, 'scopes', 'keys: Int scopes');
  await project.commit();
  await scene.publish('--out', out);
  expect(await readFile(out, 'utf8')).toContain('keys: Int');

  const rollback = ['rollback', '1', '--by', 'Omar', '--out', out];
  const refused = await scene.schema(rollback);
  expect(refused).toMatchObject({
    code: 1,
    err: 'the check failed, so nothing was published: --force publishes it in spite of that',
  });
  expect(refused.out).toMatch(
    /^The schema, compared with version 2:\n\nBreaking.*\n {2}Query\.keys {2}FIELD_REMOVED [\s\S]*Not fine: 1 breaking change\.$/,
  );
  expect(await readFile(out, 'utf8')).toContain('keys: Int');

  const forced = await scene.schema([...rollback, '--force']);
  expect(forced.code).toBe(0);
  expect(forced.out).toMatch(/published version 3, with the schemas of version 1: auth changed\nwrote /);
  expect(await readFile(out, 'utf8')).toBe(await readFile(earlier, 'utf8'));
  expect((await scene.schema(rollback)).out).toMatch(/^nothing to publish: the schemas are those of version 3\n/);

  const { versions } = JSON.parse((await scene.schema(['versions', '--json'])).out);
  const [third, second, first] = versions;
  expect(third).toMatchObject({ number: 3, publishedBy: 'Omar', restoredVersion: 1, isForced: true });
  expect([third.commit, third.isDirty]).toEqual([first.commit, false]);
  expect(second).toMatchObject({ restoredVersion: null, isForced: false });
  expect((await scene.schema(['versions'])).out).toMatch(/\n3 .* auth; restores version 1; forced\n2 .* auth\n1 /);
});

test('a rollback that breaks nothing needs no force, and restores the supergraph to the letter', async () => {
  await using scene = await Scene.create();
  await scene.publish();
  await scene.project.edit(auth, '@key"', '@key", "@tag"');
  await scene.project.edit(auth, 'scopes: [String!]!', 'scopes: [String!]! @tag(name: "internal")');
  await scene.publish();
  // An earlier release of the composition may have written another text.
  await withClient(scene.database.url, (client) =>
    client.query(
      `update published_texts set content = content || E'\\n# by an earlier release\\n'
       where digest = (select supergraph_digest from schema_versions where number = 1)`,
    ),
  );
  const file = path.join(scene.project.root, 'supergraph.graphql');
  const { code, out } = await scene.schema(['rollback', '1', '--by', 'Omar', '--force', '--out', file]);
  expect([code, out]).toEqual([0, expect.stringContaining('published version 3, with the schemas of version 1')]);
  expect(await readFile(file, 'utf8')).toContain('# by an earlier release');
  expect((await scene.schema(['versions'])).out).not.toContain('forced');
});

test('a difference is printed between versions, and between a version and the working tree', async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  await scene.publish();
  await project.edit(auth, 'scopes', 'keys: Int scopes');
  await scene.publish();

  const added = await scene.schema(['diff', '1', '2']);
  expect(added).toMatchObject({ code: 0, err: '' });
  expect(added.out).toMatch(
    /^From version 1 to version 2: auth changed\.\n\nSafe \(1\)\n {2}Query\.keys {2}FIELD_ADDED {2}.*$/,
  );
  const removed = await scene.schema(['diff', '2', '1']);
  expect(removed.out).toMatch(
    /^From version 2 to version 1: auth changed\.\n\nBreaking.*\(1\)\n {2}Query\.keys {2}FIELD_REMOVED/,
  );
});

test('a difference has no verdict, and exits 1 for a working tree that does not compose, 2 without a version', async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  await scene.publish();
  expect((await scene.schema(['diff', 'latest'])).out).toBe(
    'From version 1 to the working tree: no subgraph changed.\n\nThe schema is the same.',
  );
  await project.edit(trips, '  description: String\n', '');
  const { code, out } = await scene.schema(['diff', 'version:1', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    version: 1,
    from: 'version 1',
    to: 'the working tree',
    changes: [expect.objectContaining({ code: 'FIELD_REMOVED', severity: 'breaking', path: 'Trip.description' })],
  });
  await project.edit(auth, 'scopes', 'unreadCount: Int! scopes');
  expect(await scene.schema(['diff', '1'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('INVALID_FIELD_SHARING'),
  });
  for (const args of [['1', '2'], ['2'], ['x']]) expect((await scene.schema(['diff', ...args])).code).toBe(2);
  expect(await scene.schema(['rollback', '2'])).toMatchObject({
    code: 2,
    err: 'could not publish: there is no version 2: the newest is 1',
  });
});

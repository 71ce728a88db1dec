import { expect, test } from '@jest/globals';
import { CannotRun } from '../cannot-run.ts';
import { unboundedPlanner } from '../operations/plan-operations.ts';
import { teamCandidate, workingTreeCandidate } from './candidates.ts';
import { maxAttempts, type PublishInput, publishVersion, type VersionStore } from './publish-version.ts';
import { registryStore } from './registry-store.ts';
import { Scene } from './testing/scene.ts';

const trips = 'subgraphs/trips/schema.graphql';
const auth = 'subgraphs/auth/schema.graphql';

/** A store in which another publisher is faster, as often as `others` has something to do. */
async function contestedStore(scene: Scene, ...others: (() => Promise<unknown>)[]): Promise<VersionStore> {
  const store = await registryStore({ REGISTRY_DATABASE_URL: scene.database.url });
  return {
    newest: store.newest,
    store: async (version) => {
      await others.shift()?.();
      return store.store(version);
    },
  };
}

const publishing = (scene: Scene, store: VersionStore, prepare: PublishInput['prepare']) =>
  publishVersion(
    scene.project.root,
    { store, prepare, publishedBy: 'Omar', now: () => new Date(), force: false },
    { createPlanner: unboundedPlanner },
  );

test('the second of two concurrent publishers gets the next number, after a check against the first', async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  await scene.publish();
  const publishAuth = async () => {
    await project.edit(auth, 'scopes', 'keys: Int scopes');
    expect((await scene.publish('--subgraph', 'auth')).out).toContain('published version 2');
  };
  const store = await contestedStore(scene, publishAuth);
  await project.edit(trips, 'description', 'summary: String description');
  const file = `${project.root}/${trips}`;
  const result = await publishing(scene, store, (newest) =>
    teamCandidate(project.root, { name: 'trips', file }, newest),
  );
  expect(result).toMatchObject({ outcome: 'published', version: { number: 3 }, check: { base: 'version 2' } });
  const newest = await store.newest();
  expect(newest?.subgraphs.map(({ name, changedIn }) => [name, changedIn])).toEqual([
    ['auth', 2],
    ['notifications', 1],
    ['trips', 3],
    ['users', 1],
  ]);
});

test('the second of two concurrent publishers is refused when it would take back what the first has added', async () => {
  await using scene = await Scene.create();
  const { project } = scene;
  await scene.publish();
  await project.edit(trips, 'description', 'summary: String description');
  const stale = await workingTreeCandidate(project.root);
  const store = await contestedStore(scene, async () => {
    await project.edit(auth, 'scopes', 'keys: Int scopes');
    expect((await scene.publish()).code).toBe(0);
  });
  const result = await publishing(scene, store, async () => stale);
  expect(result).toMatchObject({
    outcome: 'refused',
    check: { base: 'version 2', changes: [expect.objectContaining({ path: 'Query.keys', failure: 'breaking' })] },
  });
  expect((await store.newest())?.number).toBe(2);
});

test('a publisher gives up when others are always faster', async () => {
  await using scene = await Scene.create();
  const candidate = await workingTreeCandidate(scene.project.root);
  let attempts = 0;
  const store: VersionStore = {
    newest: async () => null,
    store: async () => {
      attempts++;
      return false;
    },
  };
  await expect(publishing(scene, store, async () => candidate)).rejects.toThrow(CannotRun);
  expect(attempts).toBe(maxAttempts);
});

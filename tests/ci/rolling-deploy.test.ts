import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOrm } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { projectRoot } from '#platform/settings.ts';
import {
  type BalancedPlatform,
  restartOneByOne,
  type ServiceName,
  startBalancedPlatform,
} from '#test-kit/balanced-platform/platform.ts';
import { hasHaproxy } from '#test-kit/haproxy.ts';
import { hasInstalledPostgres, type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { checkOutPreviousVersion, hasPreviousVersion, type PreviousVersion } from '#test-kit/previous-version.ts';
import { command, killCommands } from '#test-kit/process.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { silent } from '#test-kit/templates.ts';
import { databaseNameOf, databaseNames, schemaOf } from '../../cli/databases.ts';
import { subgraphNames } from '../../subgraphs/list.ts';
import { faultsOf } from './load/faults-of.ts';
import { type LoadScene, startLoadScene } from './load/load-scene.ts';

const name = 'a rolling deploy from the previous version and back';
const isPossible = [hasHaproxy(name), hasRedis(name), hasInstalledPostgres(name), await hasPreviousVersion(name)].every(
  Boolean,
);

(isPossible ? describe : describe.skip)('the previous version on PostgreSQL 15', () => {
  let previous: PreviousVersion;
  let postgres: InstalledPostgres;
  let platform: BalancedPlatform;
  let scene: LoadScene;

  beforeAll(async () => {
    previous = await checkOutPreviousVersion();
    process.stderr.write(`The previous version is ${previous.name}.\n`);
    postgres = await startInstalledPostgres({ max_connections: '400' });
    platform = await startBalancedPlatform({ root: previous.root, postgresUrl: postgres.url });
    scene = await startLoadScene({ url: platform.url, postgresUrl: postgres.url, isRepeating: false });
  }, 240_000);

  afterAll(async () => {
    await scene?.stop();
    await platform?.stop();
    await killCommands();
    await postgres?.stop();
    await previous?.remove();
  }, 60_000);

  /** Runs a command of `masar` in the present version. */
  async function masar(...args: string[]): Promise<string> {
    const run = command('node', ['cli/main.ts', ...args], { DATABASE_URL: postgres.url });
    expect([await run.exited(), run.output()]).toEqual([0, expect.anything()]);
    return run.output();
  }

  /** Replaces the instances of some services one by one. The load goes on for some requests after it. */
  async function deploy(services: readonly ServiceName[], root: string): Promise<void> {
    const ends = await Promise.all(services.map((service) => restartOneByOne(platform.instances[service], root)));
    expect(ends.flat().map(({ exit }) => exit)).toEqual(ends.flat().map(() => 0));
    expect(scene.load.faults).toEqual([]);
  }

  test('is replaced instance by instance under load, and comes back on the new schema', async () => {
    await scene.load.start();

    expect(await masar('migrate', 'up')).toContain('applied: ');
    await deploy(subgraphNames, projectRoot);
    await deploy(['gateway'], projectRoot);
    await scene.load.progress();

    await deploy(['gateway'], previous.root);
    await deploy(subgraphNames, previous.root);
    await scene.load.progress();
    await scene.load.stop();

    expect(scene.load.faults).toEqual([]);
    expect(await faultsOf(scene)).toEqual([]);
    expect(await masar('migrate', 'status')).not.toMatch(/pending: (?!none)/);
    for (const database of databaseNames) {
      const url = onServer(postgres.url, databaseNameOf(database));
      const orm = await createOrm(await schemaOf(database), { url, poolMax: 1, logSql: false }, silent);
      try {
        expect([database, await orm.schema.getUpdateSchemaSQL({ wrap: false })]).toEqual([database, '']);
      } finally {
        await orm.close(true);
      }
    }
  }, 240_000);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BalancedPlatform, type Instance, startBalancedPlatform } from '#test-kit/balanced-platform/platform.ts';
import { hasHaproxy } from '#test-kit/haproxy.ts';
import { hasInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { type PostgresPair, startPostgresPair } from '#test-kit/postgres-pair.ts';
import { killCommands } from '#test-kit/process.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { startSentinels, type TestSentinels } from '#test-kit/redis-sentinels.ts';
import { until } from '#test-kit/until.ts';
import { faultsOf } from './load/faults-of.ts';
import { type LoadScene, startLoadScene } from './load/load-scene.ts';

const name = 'the failure of every server under load';
const isPossible = [hasHaproxy(name), hasRedis(name), hasInstalledPostgres(name)].every(Boolean);

/** Longer than HAProxy takes to find that a frozen PostgreSQL does not answer, in milliseconds. */
const frozenTime = 6_000;

(isPossible ? describe : describe.skip)(
  'two instances of every service, PostgreSQL 15 with a standby, Redis with a replica',
  () => {
    let postgres: PostgresPair;
    let redis: TestSentinels;
    let platform: BalancedPlatform;
    let scene: LoadScene;

    beforeAll(async () => {
      [postgres, redis] = await Promise.all([startPostgresPair(), startSentinels()]);
      platform = await startBalancedPlatform({ postgresUrl: postgres.url, redisUrl: redis.url });
      scene = await startLoadScene({ url: platform.url, postgresUrl: postgres.url, isRepeating: true });
      await scene.load.start();
      await scene.load.progress();
    }, 240_000);

    afterAll(async () => {
      await scene?.stop();
      await platform?.stop();
      await killCommands();
      await redis?.stop();
      await postgres?.stop();
    }, 60_000);

    /** Each client has succeeded, without a restart of a process. */
    async function goesOn(): Promise<void> {
      await scene.load.progress();
      const exited = Object.entries(platform.instances).filter(([, each]) =>
        each.some(({ process }) => !process.isRunning()),
      );
      expect([scene.load.faults, exited.map(([service]) => service)]).toEqual([[], []]);
    }

    test('one instance of every service is killed', async () => {
      const killed = Object.values(platform.instances).map(([first]) => first as Instance);
      for (const { process } of killed) process.signal('SIGKILL');
      await scene.load.progress();
      await Promise.all(killed.map(({ process }) => process.exited()));
      await Promise.all(
        killed.map(async ({ process, isUp }) => {
          await process.start();
          await until(isUp, 60_000);
        }),
      );
      await goesOn();
    }, 180_000);

    test('HAProxy, before and between the services, is killed and started again', async () => {
      await platform.restartBalancer();
      await goesOn();
    }, 120_000);

    test('PostgreSQL freezes for seconds', async () => {
      postgres.primary.signal('SIGSTOP');
      await sleep(frozenTime);
      postgres.primary.signal('SIGCONT');
      await goesOn();
    }, 120_000);

    test('PostgreSQL is killed, and recovers', async () => {
      await postgres.primary.kill();
      await postgres.primary.start();
      await goesOn();
    }, 120_000);

    test('PostgreSQL is shut down, and started again', async () => {
      await postgres.primary.shutDown();
      await postgres.primary.start();
      await goesOn();
    }, 120_000);

    test('the master of Redis is killed: the sentinels make the replica the master, and the old one comes back', async () => {
      await redis.master.kill();
      await goesOn();
      await redis.master.start();
      await goesOn();
    }, 120_000);

    test('the servers of Redis are upgraded: each is restarted as the replica of the other', async () => {
      // The first is the replica since it was killed.
      await redis.master.shutDown();
      await redis.master.start();
      await redis.handOver();
      await goesOn();
      await redis.replica.shutDown();
      await redis.replica.start();
      await goesOn();
    }, 120_000);

    test('the primary of PostgreSQL is killed, and the standby promoted', async () => {
      await postgres.primary.kill();
      await postgres.promote();
      await goesOn();
    }, 120_000);

    test('no acknowledged change is lost, no seat is booked twice, and each event has taken effect once', async () => {
      await scene.load.progress();
      await scene.load.stop();
      expect(scene.load.faults).toEqual([]);
      expect(await faultsOf(scene)).toEqual([]);
    }, 180_000);
  },
);

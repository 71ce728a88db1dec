import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type BalancedPlatform,
  type Instance,
  restartOneByOne,
  startBalancedPlatform,
} from '#test-kit/balanced-platform/platform.ts';
import { hasHaproxy } from '#test-kit/haproxy.ts';
import { killCommands } from '#test-kit/process.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../../cli/seed/demo-accounts.ts';
import { TripWatcher } from '../../faults/application.ts';
import { Load, startClients } from './load.ts';

const name = 'a rolling restart of every service behind HAProxy';
const isPossible = [hasHaproxy(name), hasRedis(name)].every(Boolean);

/** A driver whose trips have twelve seats. */
const driver = demoAccounts.drivers[2];
const watcherCount = 10;

(isPossible ? describe : describe.skip)('two instances of every service behind HAProxy', () => {
  let platform: BalancedPlatform;
  let load: Load;
  let tripId: string;
  const watchers: TripWatcher[] = [];

  beforeAll(async () => {
    platform = await startBalancedPlatform();
    load = new Load(platform.url);
    const query = 'query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }';
    tripId = (await load.request(query, { f: { driverId: driver.id } })).trips.edges[0].node.id;
  }, 180_000);

  afterAll(async () => {
    for (const each of watchers) each.stop();
    await load?.stop();
    await platform?.stop();
    await killCommands();
  }, 60_000);

  test('a rolling restart of all of them costs no client an error, and sockets connect again', async () => {
    const tokens = {
      passenger: await load.signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER'),
      driver: await load.signIn(driver.phoneNumber, 'DRIVER'),
    };
    const subscription = {
      url: platform.url,
      token: null,
      query: 'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats } }',
      variables: { id: tripId },
    };
    for (let at = 0; at < watcherCount; at++) watchers.push(new TripWatcher('graphql-ws', subscription));
    for (const each of watchers) each.start();
    await until(() => watchers.every(({ state }) => state !== null));
    startClients(load, tripId, tokens);

    const ends = await Promise.all(Object.values(platform.instances).map((each) => restartOneByOne(each)));
    await load.stop();

    expect(load.faults).toEqual([]);
    expect(Math.min(...Object.values(load.counts))).toBeGreaterThan(0);
    expect(ends.flat().map(({ exit }) => exit)).toEqual(Array(10).fill(0));
    for (const { output } of ends.flat()) expect(output).not.toContain('did not stop in time');
    expect(watchers.flatMap(({ ends }) => ends)).toEqual([]);
    expect(watchers.filter(({ interruptions }) => interruptions === 0)).toEqual([]);
    const query = 'query ($id: ID!) { trip(id: $id) { availableSeats } }';
    const { trip } = await load.request(query, { id: tripId });
    await until(() => watchers.every(({ state }) => JSON.stringify(state) === JSON.stringify(trip)));
  }, 180_000);

  test('when every auth is killed, the gateways stay ready, and the fields of the others work', async () => {
    for (const { process } of platform.instances.auth) process.signal('SIGKILL');
    for (const { isUp } of platform.instances.auth) await until(async () => !(await isUp()));
    const database = { status: 'up', checks: { database: { status: 'up' } } };
    const expected = {
      status: 'up',
      checks: { auth: { status: 'down' }, notifications: database, trips: database, users: database },
    };
    const readiness = async ({ origin }: Instance) => {
      const response = await fetch(`${origin}/health/ready`);
      return [response.status, await response.json()];
    };
    for (const gateway of platform.instances.gateway) {
      await until(async () => (await readiness(gateway))[1].checks?.auth.status === 'down');
      expect(await readiness(gateway)).toEqual([200, expected]);
      expect(await gateway.isUp()).toBe(true);
    }
    await load.request('query ($id: ID!) { trip(id: $id) { driver { fullName } } }', { id: tripId });
    await expect(load.signIn(driver.phoneNumber, 'DRIVER')).rejects.toThrow('SUBGRAPH_UNAVAILABLE');
  }, 60_000);
});

import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePorts } from '#test-kit/free-port.ts';
import { startRedis, type TestRedis } from '#test-kit/redis.ts';
import { issuer, testKeys } from '#test-kit/subgraph.ts';
import { testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { makeTrips } from '../../bench/bookings/trips.ts';
import { Crowd } from './crowd.ts';
import { Deck, Instance } from './instance.ts';
import { faultsOf, isQuiet } from './outcome.ts';

const instancesEach = 2;
const killsBetweenRedis = 8;
const redisDeaths = ['Redis, which comes back as it was', 'Redis, which comes back with nothing'] as const;

export interface CampaignResult {
  /** What died where, and how often. */
  deaths: Map<string, number>;
  /** What must not be. */
  faults: string[];
  bookings: number;
  events: number;
}

/**
 * Kills processes and Redis again and again, at every point, while bookings come in, for as long as `goesOn` says after each
 * death. Then lets all live, waits until nothing is pending, and says what came of it.
 */
export async function crashEvents(
  goesOn: (kills: number) => boolean,
  tell: (line: string) => void,
): Promise<CampaignResult> {
  const [trips, told] = [await testDatabase('trips'), await testDatabase('notifications')];
  const [here, there] = [new pg.Client(trips.url), new pg.Client(told.url)];
  let redis: TestRedis | undefined;
  let instances: Instance[] = [];
  let crowd: Crowd | undefined;
  try {
    redis = await startRedis();
    await Promise.all([here.connect(), there.connect()]);
    const keys = await testKeys();
    const environment = {
      REDIS_URL: redis.url,
      TRIPS_DATABASE_URL: trips.url,
      NOTIFICATIONS_DATABASE_URL: told.url,
      DATABASE_POOL_MAX: '10',
      AUTH_ISSUER: issuer,
      KEY_SET: JSON.stringify(keys.keySet),
    };
    const deaths = new Map<string, number>();
    let kills = 0;
    const onDeath = (role: string, point: string) => {
      const what = `${role}: ${point}`;
      deaths.set(what, (deaths.get(what) ?? 0) + 1);
      kills++;
      tell(`${kills} ${what}`);
    };
    const ports = await freePorts(instancesEach * 2);
    const decks = { trips: new Deck('trips'), notifications: new Deck('notifications') };
    instances = Array.from({ length: instancesEach }, (_, at) => [
      new Instance({
        role: 'trips',
        environment: { ...environment, PORT: String(ports[at]) },
        deck: decks.trips,
        onDeath,
      }),
      new Instance({
        role: 'notifications',
        environment: { ...environment, PORT: String(ports[instancesEach + at]) },
        deck: decks.notifications,
        onDeath,
      }),
    ]).flat();
    const tripIds = await makeTrips(here, 12);
    const urls = ports.slice(0, instancesEach).map((port) => `http://127.0.0.1:${port}/graphql`);
    crowd = new Crowd({ urls, keys, tripIds, passengers: 4 });

    for (let redisKills = 0; goesOn(kills); ) {
      await sleep(20);
      if (crowd.broken) throw crowd.broken;
      if (kills < (redisKills + 1) * killsBetweenRedis + redisKills) continue;
      const how = redisDeaths[redisKills++ % redisDeaths.length] as (typeof redisDeaths)[number];
      await redis.kill();
      await sleep(Math.random() * 500);
      await redis.start({ empty: how === redisDeaths[1] });
      onDeath('bus', how);
    }
    await Promise.all(instances.map((instance) => instance.live()));
    await crowd.stop();
    const quiet = await until(() => isQuiet(here, there), 30_000).then(
      () => true,
      () => false,
    );
    const { faults, events } = await faultsOf(here, there, crowd.booked);
    if (!quiet) faults.unshift('something is pending still');
    return { deaths, faults, bookings: crowd.booked.length, events };
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()));
    await crowd?.stop().catch(() => {});
    await Promise.all([here.end(), there.end()]);
    await redis?.stop();
    await Promise.all([trips.drop(), told.drop()]);
  }
}

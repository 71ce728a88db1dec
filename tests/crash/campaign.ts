import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePorts } from '#test-kit/free-port.ts';
import { startRedis, type TestRedis } from '#test-kit/redis.ts';
import { issuer, testKeys } from '#test-kit/subgraph.ts';
import { testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { insertBookableTrips } from '../../subgraphs/trips/testing/bookable-trips.ts';
import { Instance, PointQueue } from './instance.ts';
import { faultsOf, isQuiet } from './outcome.ts';
import { Passengers } from './passengers.ts';

const instancesPerRole = 2;
const crashesBetweenRedisCrashes = 8;
const redisCrashes = ['Redis, which restarts with its data', 'Redis, which restarts empty'] as const;

export interface CampaignResult {
  /** The number of crashes by place. */
  crashes: Map<string, number>;
  /** Violated guarantees. */
  faults: string[];
  bookings: number;
  events: number;
}

/**
 * Kills processes and Redis at every crash point while passengers book seats, until `shouldContinue` returns false. Then lets every process
 * run, waits until no event is pending, and checks the effects of all events.
 */
export async function crashEvents(
  shouldContinue: (crashes: number) => boolean,
  report: (line: string) => void,
): Promise<CampaignResult> {
  const [trips, notifications] = [await testDatabase('trips'), await testDatabase('notifications')];
  const [tripsClient, notificationsClient] = [new pg.Client(trips.url), new pg.Client(notifications.url)];
  let redis: TestRedis | undefined;
  let instances: Instance[] = [];
  let passengers: Passengers | undefined;
  try {
    redis = await startRedis();
    await Promise.all([tripsClient.connect(), notificationsClient.connect()]);
    const keys = await testKeys();
    const environment = {
      REDIS_URL: redis.url,
      TRIPS_DATABASE_URL: trips.url,
      NOTIFICATIONS_DATABASE_URL: notifications.url,
      DATABASE_POOL_MAX: '10',
      AUTH_ISSUER: issuer,
      KEY_SET: JSON.stringify(keys.keySet),
    };
    const crashes = new Map<string, number>();
    let total = 0;
    const onCrash = (role: string, point: string) => {
      const place = `${role}: ${point}`;
      crashes.set(place, (crashes.get(place) ?? 0) + 1);
      total++;
      report(`${total} ${place}`);
    };
    const ports = await freePorts(instancesPerRole * 2);
    const points = { trips: new PointQueue('trips'), notifications: new PointQueue('notifications') };
    instances = Array.from({ length: instancesPerRole }, (_, index) => [
      new Instance({
        role: 'trips',
        environment: { ...environment, PORT: String(ports[index]) },
        points: points.trips,
        onCrash,
      }),
      new Instance({
        role: 'notifications',
        environment: { ...environment, PORT: String(ports[instancesPerRole + index]) },
        points: points.notifications,
        onCrash,
      }),
    ]).flat();
    const tripIds = await insertBookableTrips(tripsClient, 12);
    const urls = ports.slice(0, instancesPerRole).map((port) => `http://127.0.0.1:${port}/graphql`);
    passengers = new Passengers({ urls, keys, tripIds, count: 4 });

    for (let ofRedis = 0; shouldContinue(total); ) {
      await sleep(20);
      if (passengers.error) throw passengers.error;
      if (total < (ofRedis + 1) * crashesBetweenRedisCrashes + ofRedis) continue;
      const kind = redisCrashes[ofRedis++ % redisCrashes.length] as (typeof redisCrashes)[number];
      await redis.kill();
      await sleep(Math.random() * 500);
      await redis.start({ empty: kind === redisCrashes[1] });
      onCrash('bus', kind);
    }
    await Promise.all(instances.map((instance) => instance.keepRunning()));
    await passengers.stop();
    const quiet = await until(() => isQuiet(tripsClient, notificationsClient), 30_000).then(
      () => true,
      () => false,
    );
    const { faults, events } = await faultsOf(tripsClient, notificationsClient, passengers.bookingIds);
    if (!quiet) faults.unshift('events are still pending');
    return { crashes, faults, bookings: passengers.bookingIds.length, events };
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()));
    await passengers?.stop().catch(() => {});
    await Promise.all([tripsClient.end(), notificationsClient.end()]);
    await redis?.stop();
    await Promise.all([trips.drop(), notifications.drop()]);
  }
}

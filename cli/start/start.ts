import { systemClock } from '#platform/clock.ts';
import { createLog, type Log } from '#platform/log.ts';
import { InProcessBus } from '#platform/messaging/bus/in-process-bus.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import type { Lifecycle, Running } from '#platform/run/lifecycle.ts';
import { processEnvironment } from '#platform/settings.ts';
import type { RunningSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { createAuth } from '../../subgraphs/auth/service.ts';
import { createNotifications } from '../../subgraphs/notifications/service.ts';
import { createTrips } from '../../subgraphs/trips/service.ts';
import { createUsers } from '../../subgraphs/users/service.ts';
import { runInForeground } from '../foreground.ts';
import { seedDemo } from '../seed/seed-demo.ts';
import { startEmbeddedDatabase } from './embedded-database.ts';
import { readyMessage } from './ready-message.ts';
import { keptSecrets } from './secrets.ts';
import { type PlatformSettings, readPlatformSettings } from './settings.ts';

/** `npm start`: the whole platform, in the foreground, until Ctrl-C. */
export async function start(): Promise<void> {
  const settings = readPlatformSettings(processEnvironment());
  const log = createLog({ name: 'masar', level: settings.logLevel, pretty: process.stdout.isTTY });
  await runInForeground((lifecycle) => startPlatform(settings, log, lifecycle), {
    log,
    ready: () => process.stdout.write(readyMessage(settings)),
  });
}

/** Starts every part, each after what it needs. When one can't start, those that did are stopped, and it throws. */
export async function startPlatform(settings: PlatformSettings, log: Log, lifecycle: Lifecycle): Promise<void> {
  try {
    const databaseUrl = settings.databaseUrl ?? (await startEmbeddedDatabase(settings, log, lifecycle));
    const of = settings.subgraphs(databaseUrl, await keptSecrets(settings.dataDir));
    const part = (name: string): Log => log.child({ part: name });
    const local = new InProcessBus({ open: false });
    const { redisUrl } = of.users;
    const bus = redisUrl ? new RedisBus({ url: redisUrl, clock: systemClock, log: part('events') }) : local;
    lifecycle.add('bus', bus);
    const started = await Promise.allSettled([
      createUsers({ settings: of.users, log: part('users'), bus }),
      createTrips({ settings: of.trips, log: part('trips'), bus }),
      createNotifications({ settings: of.notifications, log: part('notifications'), bus }),
      createAuth({ settings: of.auth, log: part('auth'), bus }),
    ]);
    for (const result of started) if (result.status === 'fulfilled') lifecycle.add('subgraph', result.value);
    const [users, trips, notifications] = started.map(fulfilled) as [RunningSubgraph, RunningSubgraph, RunningSubgraph];
    // Now that all have joined.
    local.open();
    await seedDemo({ users: users.orm.em, trips: trips.orm.em, notifications: notifications.orm.em }, new Date());
    lifecycle.add('gateway', await createGateway({ settings: settings.gateway, log: part('gateway'), bus }));
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

function fulfilled<T extends Running>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

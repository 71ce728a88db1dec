import { systemClock } from '#platform/clock.ts';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';
import { createLog, type Log } from '#platform/log.ts';
import { InProcessBus } from '#platform/messaging/bus/in-process-bus.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import { Lifecycle, type Running, stopOnSignals } from '#platform/run/lifecycle.ts';
import { processEnvironment } from '#platform/settings.ts';
import type { RunningSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { createAuth } from '../../subgraphs/auth/service.ts';
import { createNotifications } from '../../subgraphs/notifications/service.ts';
import { createTrips } from '../../subgraphs/trips/service.ts';
import { createUsers } from '../../subgraphs/users/service.ts';
import { seedDemo } from '../seed/seed-demo.ts';
import { readyMessage } from './ready-message.ts';
import { keptSecrets } from './secrets.ts';
import { type PlatformSettings, readPlatformSettings } from './settings.ts';

/** `npm start`: the whole platform, in the foreground, until Ctrl-C. */
export async function start(): Promise<void> {
  const settings = readPlatformSettings(processEnvironment());
  const log = createLog({ name: 'masar', level: settings.logLevel, pretty: process.stdout.isTTY });
  const platform = new Lifecycle(log);
  const starting = startPlatform(settings, log, platform);
  let stopping = false;
  // A Ctrl-C during the start waits for it, so that nothing which is just being started is left behind.
  const stop = async () => {
    stopping = true;
    await starting.catch((error) => log.debug({ err: error }, 'the start was cut off'));
    await platform.stop();
  };
  stopOnSignals({ stop }, log);
  try {
    await starting;
  } catch (error) {
    // initdb gets the Ctrl-C too: that it fails then is no fault to tell.
    if (!stopping) throw error;
  }
  if (!stopping) process.stdout.write(readyMessage(settings));
}

/** Starts every part, each after what it needs. When one can't start, those that did are stopped, and it throws. */
export async function startPlatform(settings: PlatformSettings, log: Log, lifecycle: Lifecycle): Promise<void> {
  try {
    const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(settings, log, lifecycle));
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

async function embeddedDatabase(settings: PlatformSettings, log: Log, lifecycle: Lifecycle): Promise<string> {
  const { dataDir, postgresPort } = settings;
  const server = await startEmbeddedPostgres({ dataDir, port: postgresPort, log: log.child({ part: 'postgresql' }) });
  lifecycle.add('postgresql', server);
  return server.url;
}

function fulfilled<T extends Running>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

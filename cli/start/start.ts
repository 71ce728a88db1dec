import type { EntityManager } from '@mikro-orm/postgresql';
import { systemClock } from '#platform/clock.ts';
import { onServer } from '#platform/database/server-url.ts';
import { createLog, type Log } from '#platform/log.ts';
import { InProcessBus } from '#platform/messaging/bus/in-process-bus.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import { processEnvironment } from '#platform/settings.ts';
import type { RunningSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { createGateway } from '../../gateway/gateway.ts';
import type { GatewaySettings } from '../../gateway/settings.ts';
import { registryDatabase } from '../../registry/settings.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';
import { loadSubgraphs, type Subgraphs } from '../../subgraphs/load.ts';
import { runInForeground } from '../foreground.ts';
import { seedDemo } from '../seed/seed-demo.ts';
import { startEmbeddedDatabase } from './embedded-database.ts';
import { readyMessage } from './ready-message.ts';
import { readOrCreateSecrets } from './secrets.ts';
import { type PlatformSettings, readPlatformSettings } from './settings.ts';

/** `npm start`: the whole platform, in the foreground, until Ctrl-C. */
export async function start(): Promise<void> {
  const subgraphs = await loadSubgraphs();
  const settings = readPlatformSettings(processEnvironment(), subgraphs);
  const log = createLog({ name: 'masar', level: settings.logLevel, pretty: process.stdout.isTTY });
  await runInForeground((lifecycle, fail) => startPlatform(settings, subgraphs, log, lifecycle, fail), {
    log,
    ready: () => process.stdout.write(readyMessage(settings)),
  });
}

/**
 * Starts PostgreSQL, the subgraphs, the demo data and the gateway, each after its dependencies. When one of them cannot start, stops the
 * started ones and throws. Calls `fail` when PostgreSQL ends later and cannot be started again.
 */
export async function startPlatform(
  settings: PlatformSettings,
  subgraphs: Subgraphs,
  log: Log,
  lifecycle: Lifecycle,
  fail: (error: Error) => void,
): Promise<void> {
  try {
    const databaseUrl = settings.databaseUrl ?? (await startEmbeddedDatabase(settings, log, lifecycle, fail));
    const secrets = await readOrCreateSecrets(settings.dataDir);
    const part = (name: string): Log => log.child({ part: name });
    const local = new InProcessBus({ open: false });
    const { redisUrl } = settings.gateway;
    const bus = redisUrl ? new RedisBus({ url: redisUrl, clock: systemClock, log: part('events') }) : local;
    lifecycle.add('bus', bus);
    const starting = [...subgraphs].map(async ([name, { create }]) => {
      const running = await create({ settings: settings.settingsOf(name, databaseUrl, secrets), log: part(name), bus });
      return [name, running] as const;
    });
    const started = await Promise.allSettled(starting);
    for (const result of started) if (result.status === 'fulfilled') lifecycle.add('subgraph', result.value[1]);
    const running = new Map<SubgraphName, RunningSubgraph>(started.map(fulfilled));
    // Every subgraph has joined: events published from here on reach all of them.
    local.open();
    await seedDemo((name) => entityManagerOf(running, name), new Date());
    const gateway = withRegistry(settings.gateway, databaseUrl);
    lifecycle.add('gateway', await createGateway({ settings: gateway, log: part('gateway'), bus }));
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** The registry is on the server of the subgraphs, unless the settings name it. */
function withRegistry(settings: GatewaySettings, databaseUrl: string): GatewaySettings {
  const registry = settings.usage.registry ?? { url: onServer(databaseUrl, registryDatabase) };
  return { ...settings, usage: { ...settings.usage, registry } };
}

function entityManagerOf(running: ReadonlyMap<SubgraphName, RunningSubgraph>, name: SubgraphName): EntityManager {
  const subgraph = running.get(name);
  if (!subgraph) throw new Error(`the subgraph ${name} is not running`);
  return subgraph.orm.em;
}

function fulfilled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

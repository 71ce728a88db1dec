import { readFileSync } from 'node:fs';
import type { EventSubscriber, MikroORM } from '@mikro-orm/postgresql';
import type { FastifyInstance } from 'fastify';
import { type Clock, systemClock } from '../clock.ts';
import { forbidNetworkInTransactions } from '../database/network-guard.ts';
import { type DatabaseSchema, openDatabase } from '../database/open-database.ts';
import { addPoolMetrics } from '../database/pool-metrics.ts';
import type { State } from '../http/health.ts';
import { Metrics } from '../http/metrics.ts';
import { idGenerator, type NewId } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Bus } from '../messaging/bus/bus.ts';
import { InProcessBus } from '../messaging/bus/in-process-bus.ts';
import { measureBus, RedisBus } from '../messaging/bus/redis-bus.ts';
import { addEventMetrics } from '../messaging/event-metrics.ts';
import type { Handler } from '../messaging/inbox/handler.ts';
import { CommittedEvents } from '../messaging/outbox/outbox.ts';
import { startReceiving, startRelaying } from '../messaging/start-messaging.ts';
import { Lifecycle, type Running } from '../run/lifecycle.ts';
import { tokenVerifier } from '../security/access-token.ts';
import { followRevocations, refusingRevoked } from '../security/revoked-access.ts';
import { SessionWatch } from '../security/session-watch.ts';
import type { VerifyToken } from '../security/verify-token.ts';
import { openTracing } from '../tracing/open-tracing.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { SubgraphServices } from './request-context.ts';
import { startSubgraphServer } from './server.ts';
import type { ServiceSettings } from './settings.ts';

/** The environment of a subgraph. Tests replace the clock, the ids and the verification of tokens. */
export interface SubgraphOptions<Settings extends ServiceSettings = ServiceSettings> {
  settings: Settings;
  log: Log;
  clock?: Clock;
  newId?: NewId;
  verifyToken?: VerifyToken;
  /** The bus shared by the subgraphs of one process; by default the one of the settings. */
  bus?: Bus;
}

/** What a subgraph reports its work with. */
export interface Instruments {
  metrics: Metrics;
  /** Null for a subgraph that records no traces. */
  tracing: Tracing | null;
}

/** The parts of one subgraph. */
export interface SubgraphParts<Services extends SubgraphServices> {
  schemaFile: string;
  database: DatabaseSchema;
  /** By type and field. Their types are generated from the subgraph's schema. */
  resolvers: Record<string, object>;
  /** The mutations that need no valid token: an operation of them alone has an anonymous caller, whatever token its request has. */
  anonymousMutations?: readonly string[];
  /** Makes the services of its resolvers. Adds those to stop to the lifecycle. */
  services: (base: SubgraphServices, lifecycle: Lifecycle, instruments: Instruments) => Services | Promise<Services>;
  /** Subscribers to its transactions. */
  subscribers?: (base: Pick<SubgraphServices, 'clock' | 'newId'>) => EventSubscriber[];
  /** Handlers of other subgraphs' events. */
  handlers?: (services: Services) => Handler[];
  /** Routes beside GraphQL. */
  addRoutes?: (app: FastifyInstance, services: Services) => void;
}

export interface RunningSubgraph extends Running {
  /** The URL of its GraphQL endpoint. */
  url: string;
  orm: MikroORM;
}

/** Starts a subgraph: database, messaging, services, server. When a part fails to start, stops those before it and throws. */
export async function startSubgraph<Services extends SubgraphServices>(
  options: SubgraphOptions,
  parts: SubgraphParts<Services>,
): Promise<RunningSubgraph> {
  const { settings, log, clock = systemClock, newId = idGenerator(clock) } = options;
  const lifecycle = new Lifecycle(log);
  try {
    const tracing = await openTracing(settings.tracing, settings.name, log);
    // Stops last, with the spans of all others.
    if (tracing) lifecycle.add('tracing', tracing);
    let wake = () => {};
    const orm = await openDatabase(parts.database, settings.database, log, [
      new CommittedEvents(() => wake()),
      ...(parts.subscribers?.({ clock, newId }) ?? []),
    ]);
    lifecycle.add('database', { stop: () => orm.close(true) });
    if (!settings.production) forbidNetworkInTransactions(orm);
    const metrics = new Metrics(settings.name);
    addPoolMetrics(metrics, orm);
    addEventMetrics(metrics, orm.em);
    const bus = options.bus ?? lifecycle.add('bus', createBus({ settings, clock, log, metrics }));
    const messaging = { em: orm.em, name: settings.name, bus, clock, log, tracing };
    const outgoing = startRelaying(messaging, lifecycle);
    wake = outgoing.wake;
    const services = await parts.services({ em: orm.em, clock, newId, ...outgoing }, lifecycle, { metrics, tracing });
    const revoked = followRevocations(bus, clock, lifecycle);
    await startReceiving({ ...messaging, handlers: parts.handlers?.(services) ?? [] }, lifecycle);
    const { addRoutes } = parts;
    const server = await startSubgraphServer({
      name: settings.name,
      typeDefs: readFileSync(parts.schemaFile, 'utf8'),
      resolvers: parts.resolvers,
      services,
      metrics,
      verifyToken: refusingRevoked(options.verifyToken ?? tokenVerifier(settings.token), revoked),
      anonymousMutations: parts.anonymousMutations ?? [],
      sessions: new SessionWatch(revoked),
      checks: { database: () => databaseState(orm) },
      port: settings.port,
      host: settings.host,
      production: settings.production,
      metricsPort: settings.metricsPort,
      trustedProxies: settings.trustedProxies,
      sockets: settings.sockets,
      drainSeconds: settings.drainSeconds,
      log,
      tracing,
      ...(addRoutes ? { addRoutes: (app) => addRoutes(app, services) } : {}),
    });
    lifecycle.add('server', server);
    return { url: server.url, orm, stop: (end) => lifecycle.stop(end) };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** Rejects while the database does not answer. */
async function databaseState(orm: MikroORM): Promise<State> {
  await orm.em.getConnection().execute('select 1');
  return { status: 'up' };
}

function createBus({ settings, clock, log, metrics }: BusEnvironment): Bus {
  const { redisUrl, streamLayout: layout, name } = settings;
  if (redisUrl) return measureBus(metrics, new RedisBus({ url: redisUrl, layout, clock, log }));
  log.warn(`without REDIS_URL, events of ${name} reach only this process`);
  return new InProcessBus();
}

interface BusEnvironment {
  settings: ServiceSettings;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

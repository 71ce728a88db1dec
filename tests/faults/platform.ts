import { onServer } from '#platform/database/server-url.ts';
import { freePort, freePorts } from '#test-kit/free-port.ts';
import { startHttpServer } from '#test-kit/http-server.ts';
import { command } from '#test-kit/process.ts';
import { ProcessService, type Service } from '#test-kit/process-service.ts';
import { query } from '#test-kit/query.ts';
import { issuer, type TestKeys, testKeys } from '#test-kit/subgraph.ts';
import { databaseNameOf, type SubgraphName, urlVariable } from '../../subgraphs/list.ts';
import { PostgresService, RedisService } from './service.ts';

/** A gateway and the subgraph trips that it uses, with their processes. */
export interface Pair {
  gateway: ProcessService;
  trips: ProcessService;
  /** The GraphQL endpoints. */
  url: string;
  tripsUrl: string;
}

/** The services of the platform, each a process of its own, with demo data and the tokens of a test in the place of auth. */
export interface FaultPlatform {
  pairs: Pair[];
  /** The services, with the first gateway and the first trips. */
  services: Record<'trips' | 'notifications' | 'users' | 'gateway' | 'redis' | 'postgres', Service>;
  keys: TestKeys;
  /** Runs a statement on the database of a subgraph, over a connection of its own. */
  sql<Row extends object>(name: SubgraphName, text: string, parameters?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

const tokenLifetime = 86_400;

/** A Redis server, or several. */
export type RedisOfPlatform = Service & { url: string };

/** Starts the platform with as many gateways as subgraphs trips. */
export async function startFaultPlatform(
  pairCount = 1,
  startRedis: () => Promise<RedisOfPlatform> = RedisService.start,
): Promise<FaultPlatform> {
  const keys = await testKeys();
  const jwks = await startHttpServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys.keySet));
  });
  const started: { destroy(): Promise<void> }[] = [];
  const stop = async () => {
    for (const each of started.toReversed()) await each.destroy();
    await jwks.stop();
  };
  const add = <Added extends Service>(service: Added): Added => {
    started.push(service);
    return service;
  };
  try {
    const [redis, postgres] = [add(await startRedis()), add(await PostgresService.start())];
    const [usersPort, notificationsPort] = [await freePort(), await freePort()];
    const urlOf = (port: number) => `http://127.0.0.1:${port}/graphql`;
    const common = {
      LOG_LEVEL: 'info',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      AUTH_ISSUER: issuer,
      JWKS_URL: `${jwks.origin}/jwks`,
      DRAIN_SECONDS: '1',
      [urlVariable('users')]: urlOf(usersPort),
      [urlVariable('notifications')]: urlOf(notificationsPort),
    };
    const subgraph = (name: SubgraphName, port: number) =>
      add(new ProcessService(['cli/main.ts', 'subgraph', name], { ...common, PORT: String(port) }));
    const users = subgraph('users', usersPort);
    const notifications = subgraph('notifications', notificationsPort);
    const pairs: Pair[] = [];
    for (let at = 0; at < pairCount; at++) {
      const [gatewayPort = 0, tripsPort = 0] = await freePorts(2);
      const environment = { ...common, PORT: String(gatewayPort), [urlVariable('trips')]: urlOf(tripsPort) };
      const gateway = add(new ProcessService(['gateway/main.ts'], environment));
      pairs.push({ gateway, trips: subgraph('trips', tripsPort), url: urlOf(gatewayPort), tripsUrl: urlOf(tripsPort) });
    }
    await Promise.all([users, notifications, ...pairs.map(({ trips }) => trips)].map((each) => each.start()));
    await Promise.all([seed(postgres.url), ...pairs.map(({ gateway }) => gateway.start())]);
    const [{ gateway, trips }] = pairs as [Pair];
    return {
      pairs,
      services: { trips, notifications, users, gateway, redis, postgres },
      keys: { ...keys, sign: (claims) => keys.sign(claims, { expiresIn: tokenLifetime }) },
      sql: (name, text, parameters) => query(onServer(postgres.url, databaseNameOf(name)), text, parameters),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function seed(server: string): Promise<void> {
  const seeding = command('node', ['cli/main.ts', 'seed'], { DATABASE_URL: server });
  if ((await seeding.exited()) !== 0) throw new Error(`the demo data were not created: ${seeding.output()}`);
}

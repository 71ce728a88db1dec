import pg from 'pg';
import { freePort } from '#test-kit/free-port.ts';
import { ProcessService } from '#test-kit/process-service.ts';
import { startRedis } from '#test-kit/redis.ts';
import type { TokenClaims } from '#test-kit/subgraph.ts';
import { startIssuer } from '../gateway/issuer.ts';

export interface RunningPlatform {
  /** The URL of the gateway's GraphQL endpoint. */
  url: URL;
  sign(claims: TokenClaims): Promise<string>;
  /** The ids of the processes of each service. */
  processes(): Promise<Record<string, number[]>>;
  stop(): Promise<void>;
}

/** Starts gateway, trips and Redis, each in a process of its own as in production, with the code of this copy of the project. */
export async function startPlatform(root: string, databaseUrl: string): Promise<RunningPlatform> {
  const redis = await startRedis();
  const issuer = await startIssuer(0);
  const [port, tripsPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}/graphql`;
  const environment = {
    ...issuer.environment,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    REDIS_URL: redis.url,
    TRIPS_DATABASE_URL: databaseUrl,
    TRIPS_URL: `http://127.0.0.1:${tripsPort}/graphql`,
  };
  const start = async (args: string[], changes: Record<string, string>) => {
    const service = new ProcessService(args, { ...environment, ...changes }, root);
    await service.start();
    return service;
  };
  const trips = await start(['cli/main.ts', 'subgraph', 'trips'], { PORT: String(tripsPort) });
  const gateway = await start(['--max-semi-space-size=32', 'gateway/main.ts'], {
    PORT: String(port),
    ACCESS_LOG: 'false',
    // A benchmark may use the whole machine, from one address.
    MEASURE_LIMITS: 'all',
  });
  return {
    url: new URL(url),
    sign: issuer.sign,
    processes: async () => ({
      gateway: gateway.pid === undefined ? [] : [gateway.pid],
      trips: trips.pid === undefined ? [] : [trips.pid],
      postgres: await serverProcesses(databaseUrl),
      redis: [redis.pid],
    }),
    stop: async () => {
      await gateway.destroy();
      await trips.destroy();
      await issuer.stop();
      await redis.stop();
    },
  };
}

/** All of its processes: those of its background, and of other databases. */
async function serverProcesses(databaseUrl: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where pid <> pg_backend_pid()',
  );
  await client.end();
  return rows.map(({ pid }) => pid);
}

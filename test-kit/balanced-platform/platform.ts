import { projectRoot } from '#platform/settings.ts';
import { databaseVariable, perSubgraph, subgraphNames, urlVariable } from '../../subgraphs/list.ts';
import { freePorts } from '../free-port.ts';
import type { TestHaproxy } from '../haproxy.ts';
import { command } from '../process.ts';
import { ProcessService } from '../process-service.ts';
import { startRedis } from '../redis.ts';
import { testDatabase } from '../templates.ts';
import { until } from '../until.ts';
import { startBalancer } from './balancer.ts';

const serviceNames = [...subgraphNames, 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** One of the two processes of a service. */
export interface Instance {
  process: ProcessService;
  /** Its own address, past the balancer. */
  origin: string;
  /** Whether the balancer sends it requests. */
  isUp(): Promise<boolean>;
}

export interface BalancedPlatformOptions {
  /** The copy of the project whose code the instances run, which has `node_modules`. By default the project itself. */
  root?: string;
  /** A PostgreSQL server whose databases the platform creates. By default they are databases of the tests' server. */
  postgresUrl?: string;
  /** By default a server of the platform's own. */
  redisUrl?: string;
  /** The file of the certificate and key with which HAProxy serves clients. By default it serves them without TLS. */
  certificate?: string;
  /** Replaces settings of the instances. */
  settings?: Record<string, string>;
}

/** Two instances of every service behind HAProxy, with demo data, a PostgreSQL and a Redis. */
export interface BalancedPlatform {
  /** The GraphQL endpoint, at HAProxy. */
  url: string;
  /** The same without TLS, where HAProxy redirects. */
  redirectUrl: string;
  instances: Record<ServiceName, readonly Instance[]>;
  /** Kills HAProxy, and starts it again. */
  restartBalancer(): Promise<void>;
  stop(): Promise<void>;
}

/** Longer than deploy/haproxy.cfg takes to notice that an instance drains. */
const drainSeconds = '2';
const patience = 60_000;

export async function startBalancedPlatform({
  root = projectRoot,
  postgresUrl,
  redisUrl,
  certificate,
  settings = {},
}: BalancedPlatformOptions = {}): Promise<BalancedPlatform> {
  const started: { stop(): Promise<unknown> }[] = [];
  const stop = async () => {
    for (const each of started.toReversed()) await each.stop();
  };
  const add = <Part extends { stop(): Promise<unknown> }>(part: Part): Part => {
    started.push(part);
    return part;
  };
  try {
    const usedRedis = redisUrl ?? add(await startRedis()).url;
    const databases: Record<string, string> = postgresUrl ? { DATABASE_URL: postgresUrl } : {};
    for (const name of postgresUrl ? [] : subgraphNames) {
      const database = await testDatabase(name);
      add({ stop: database.drop });
      databases[databaseVariable(name)] = database.url;
    }
    const seeding = command('node', ['cli/main.ts', 'seed'], databases, { cwd: root });
    if ((await seeding.exited()) !== 0) throw new Error(`the demo data were not created: ${seeding.output()}`);

    const names = [...serviceNames, 'redirect', 'stats'];
    const servers = serviceNames.flatMap((name) => [`${name}-1`, `${name}-2`]);
    const ports = await freePorts(names.length + servers.length);
    const numbered = (each: readonly string[], first: number) =>
      Object.fromEntries(each.map((name, at) => [name, ports[first + at] as number]));
    const [listeners, instancePorts] = [numbered(names, 0), numbered(servers, names.length)];
    const haproxy = add(await startBalancer({ listeners, servers: instancePorts, certificate }));
    const originOf = (name: string) => `http://127.0.0.1:${listeners[name]}`;
    const edge = `${certificate ? 'https' : 'http'}://127.0.0.1:${listeners.gateway}`;
    const environment = {
      ...databases,
      ...perSubgraph(urlVariable, (name) => `${originOf(name)}/graphql`),
      LOG_LEVEL: 'info',
      REDIS_URL: usedRedis,
      AUTH_ISSUER: edge,
      AUTH_KEY_SECRET: 'a key secret of the rolling restart',
      SERVICE_CLIENT_SECRET: 'a service secret of the rolling restart',
      DEMO_OTP: '000000',
      DRAIN_SECONDS: drainSeconds,
      ...settings,
    };
    const instanceOf = (name: ServiceName, number: 1 | 2): Instance => {
      const server = `${name}-${number}`;
      const args = name === 'gateway' ? ['gateway/main.ts'] : ['cli/main.ts', 'subgraph', name];
      const process = new ProcessService(args, { ...environment, PORT: String(instancePorts[server]) }, root);
      add({ stop: () => process.destroy() });
      return { process, origin: `http://127.0.0.1:${instancePorts[server]}`, isUp: () => isUp(haproxy, server) };
    };
    const instances = Object.fromEntries(
      serviceNames.map((name) => [name, [instanceOf(name, 1), instanceOf(name, 2)]]),
    ) as unknown as BalancedPlatform['instances'];
    await Promise.all(Object.values(instances).map(startService));
    return {
      url: `${edge}/graphql`,
      redirectUrl: `${originOf('redirect')}/graphql`,
      instances,
      restartBalancer: () => haproxy.restart(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const isUp = async (haproxy: TestHaproxy, server: string): Promise<boolean> =>
  (await haproxy.statusOf(server)) === 'UP';

/** One after the other, since the first one may create a key that both need. */
async function startService(instances: readonly Instance[]): Promise<void> {
  for (const instance of instances) await startInstance(instance);
}

async function startInstance({ process, isUp }: Instance): Promise<void> {
  await process.start();
  await until(isUp, patience);
}

/**
 * Restarts the instances of a service one after the other, as a deploy does: with the code of `root`, by default the same as before. Returns
 * what they printed and how they exited.
 */
export async function restartOneByOne(
  instances: readonly Instance[],
  root?: string,
): Promise<{ output: string; exit: unknown }[]> {
  const ends: { output: string; exit: unknown }[] = [];
  for (const instance of instances) {
    instance.process.signal('SIGTERM');
    const exit = await instance.process.exited();
    ends.push({ output: instance.process.output(), exit });
    if (root) instance.process.deploy(root);
    await startInstance(instance);
  }
  return ends;
}

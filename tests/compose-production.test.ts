import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { canBeFile } from '#platform/secret-files.ts';
import { projectRoot } from '#platform/settings.ts';
import { type ComposeFile, type ComposeService, networksOf, readComposeFiles } from '#test-kit/compose-file.ts';
import { databasesIn } from '../cli/databases.ts';
import { readGatewaySettings } from '../gateway/settings.ts';
import { subgraphNames } from '../subgraphs/list.ts';
import { loadSubgraphs } from '../subgraphs/load.ts';
import { readUsersSettings } from '../subgraphs/users/settings.ts';

const deploy = path.join(projectRoot, 'deploy');
const files = ['compose.production.yml', 'compose.monitoring.yml'].map((name) => path.join(deploy, name));
const variables = {
  VERSION: '0.1.0',
  PUBLIC_URL: 'https://api.example.com',
  TWILIO_ACCOUNT_SID: 'AC1',
  TWILIO_FROM: '+15550000000',
};

/** The secrets that an operator brings. */
const brought = ['firebase_credentials', 'tls_certificate', 'twilio_auth_token'];

const subgraphs = await loadSubgraphs();

describe('the Compose files for production', () => {
  let file: ComposeFile;
  let secrets: string;

  beforeAll(async () => {
    file = await readComposeFiles(files, variables);
    secrets = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-compose-'));
    execFileSync(path.join(deploy, 'create-secrets.sh'), [secrets], { stdio: 'ignore' });
    for (const name of brought) await fs.writeFile(path.join(secrets, name), 'brought');
  });

  afterAll(() => fs.rm(secrets, { recursive: true }));

  const all = (): [string, ComposeService][] => Object.entries(file.services);
  const ofImage = () => all().filter(([, { image }]) => image?.startsWith('masar-eagle:'));
  const instance = (name: string, number: number): ComposeService => {
    const service = file.services[`${name}-${number}`];
    if (!service) throw new Error(`there is no ${name}-${number}`);
    return service;
  };
  /** The environment of a process that gets its secrets from the files that the service is granted. */
  const environmentOf = ({ environment = {}, secrets: granted = [] }: ComposeService): Record<string, string> =>
    Object.fromEntries(
      Object.entries(environment).map(([name, value]) => {
        const secret = /^\/run\/secrets\/(\w+)$/.exec(value)?.[1];
        if (secret) expect(granted).toContain(secret);
        return [name, secret ? path.join(secrets, secret) : value];
      }),
    );

  test('has two instances of each service, whose settings have no fault', () => {
    for (const number of [1, 2]) {
      const gateway = readGatewaySettings(environmentOf(instance('gateway', number)));
      expect(gateway).toMatchObject({ production: true, metricsPort: 9400, token: { issuer: variables.PUBLIC_URL } });
      expect(gateway.usage.registry).toMatchObject({ namedStatements: false });
      for (const [name, { readSettings }] of subgraphs) {
        const settings = readSettings(environmentOf(instance(name, number)));
        expect(settings).toMatchObject({ production: true, metricsPort: 9400, redisUrl: expect.any(String) });
        expect(new URL(settings.database.url).host).toBe('pgbouncer:6432');
        expect(new URL(settings.database.directUrl ?? '').host).toBe('postgres:5432');
      }
    }
    expect(databasesIn({ ...file.services.migrate?.environment, DIRECT_DATABASE_URL: 'set' })).toContain('registry');
  });

  test('sets only documented settings, no secret but by a file, and nothing for demos', async () => {
    const documented = await fs.readFile(path.join(projectRoot, 'docs', 'operations.md'), 'utf8');
    for (const [service, { environment = {}, command }] of ofImage()) {
      for (const name of Object.keys(environment)) {
        expect([service, documented.includes(name.replace(/_FILE$/, ''))]).toEqual([service, true]);
        expect([service, name, canBeFile(name)]).toEqual([service, name, false]);
      }
      expect(environment).not.toHaveProperty('DEMO_OTP');
      expect(environment.NODE_ENV).toBe('production');
      expect(command).not.toContain('seed');
    }
    const text = JSON.stringify(file.services);
    for (const name of ['postgres_password', 'redis_password', 'auth_key_secret']) {
      expect(text).not.toContain((await fs.readFile(path.join(secrets, name), 'utf8')).trim());
    }
  });

  test('confines every service, bounds it, checks its health and rotates its log', () => {
    for (const [name, service] of all()) {
      expect([name, service]).toEqual([
        name,
        expect.objectContaining({
          read_only: true,
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
          logging: { driver: 'local', options: { 'max-size': '20m', 'max-file': '5' } },
          deploy: {
            resources: {
              limits: {
                cpus: expect.any(String),
                memory: expect.stringMatching(/^\d+[mg]$/),
                pids: expect.any(Number),
              },
            },
          },
          healthcheck: name === 'migrate' ? { disable: true } : expect.objectContaining({ test: expect.anything() }),
          restart: name === 'migrate' ? 'no' : 'unless-stopped',
        }),
      ]);
      expect(service).not.toHaveProperty('cap_add');
      expect(service).not.toHaveProperty('privileged');
      expect(service.image).not.toMatch(/:latest$|^[^:]+$/);
    }
  });

  test('publishes the ports of the edge alone, and keeps databases in a network without a way out', () => {
    const published = all().filter(([, { ports }]) => ports);
    expect(published.map(([name, { ports }]) => [name, ports])).toEqual([['haproxy', ['80:80', '443:443']]]);
    for (const name of ['postgres', 'redis', 'pgbouncer']) {
      expect(networksOf(file.services[name] ?? {})).toEqual(['data']);
    }
    expect([file.networks.data?.internal, file.networks.services?.internal]).toEqual([true, true]);
    const withWayOut = all().filter(([, service]) =>
      networksOf(service).some((name) => !file.networks[name]?.internal),
    );
    const expected = ['haproxy', 'notifications-1', 'notifications-2', 'auth-1', 'auth-2'];
    expect(withWayOut.map(([name]) => name)).toEqual(expected);
  });

  test('trusts HAProxy alone, which knows the instances and their ports', async () => {
    const networks = file.services.haproxy?.networks as Record<string, { ipv4_address: string }>;
    const address = networks.services?.ipv4_address ?? '';
    const subnet = file.networks.services?.ipam?.config[0]?.subnet ?? '';
    expect(subnet).toBe(`${address.replace(/\d+$/, '0')}/24`);
    const haproxy = await fs.readFile(path.join(deploy, 'haproxy.cfg'), 'utf8');
    const servers = [...haproxy.matchAll(/^ {4}server (\S+) (\S+)$/gm)].map(([, name, at]) => [name, at]);
    const instances = all().filter(([name]) => /-\d$/.test(name));
    expect(Object.fromEntries(servers)).toEqual(
      Object.fromEntries(instances.map(([name, { environment }]) => [name, `${name}:${environment?.PORT}`])),
    );
    for (const [, { environment = {} }] of instances) {
      expect(environment.TRUSTED_PROXIES).toBe(address);
      for (const name of subgraphNames) {
        const { port, hostname } = new URL(environment[`${name.toUpperCase()}_URL`] ?? '');
        expect(hostname).toBe('haproxy');
        expect(haproxy).toContain(`listen ${name}\n    bind :${port}\n`);
      }
    }
  });

  test('names files, secrets, volumes and networks that exist', () => {
    for (const { file: each } of Object.values(file.configs)) {
      expect([each, existsSync(path.join(deploy, each))]).toEqual([each, true]);
    }
    for (const [name, { file: each }] of Object.entries(file.secrets)) {
      expect(each).toBe(`./secrets/${name}`);
      expect([name, existsSync(path.join(secrets, name))]).toEqual([name, true]);
    }
    for (const [, { secrets: granted = [], configs = [], volumes = [], build, ...service }] of all()) {
      expect(Object.keys(file.secrets)).toEqual(expect.arrayContaining(granted));
      expect(Object.keys(file.configs)).toEqual(expect.arrayContaining(configs.map(({ source }) => source)));
      expect(Object.keys(file.networks)).toEqual(expect.arrayContaining(networksOf(service)));
      expect(Object.keys(file.services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
      for (const [source = ''] of volumes.map((each) => each.split(':'))) {
        const exists = source.startsWith('.') ? existsSync(path.join(deploy, source)) : source in file.volumes;
        expect([source, exists]).toEqual([source, true]);
      }
      const dockerfile = build && path.join(deploy, build.context, build.dockerfile ?? 'Dockerfile');
      if (dockerfile) expect([dockerfile, existsSync(dockerfile)]).toEqual([dockerfile, true]);
    }
  });

  test('lets Prometheus read every instance', async () => {
    const prometheus = await fs.readFile(path.join(deploy, 'prometheus', 'prometheus.yml'), 'utf8');
    for (const [name, { environment }] of all().filter(([each]) => /-\d$/.test(each))) {
      expect(prometheus).toContain(`"${name}:${environment?.METRICS_PORT}"`);
    }
    const datasources = path.join(deploy, 'grafana', 'provisioning', 'datasources', 'prometheus.yml');
    expect(await fs.readFile(datasources, 'utf8')).toContain('url: http://prometheus:9090\n');
  });

  test('has connections for every pool of PgBouncer, which has some for every pool of an instance', async () => {
    const read = (...names: string[]) => fs.readFile(path.join(deploy, ...names), 'utf8');
    const number = (text: string, name: string) => Number(new RegExp(`^${name} = (\\d+)$`, 'm').exec(text)?.[1]);
    const pgbouncer = await read('pgbouncer', 'pgbouncer.ini');
    const most = number(await read('postgresql', 'postgresql.conf'), 'max_connections');
    const pools = 5 * number(pgbouncer, 'default_pool_size');
    // Listeners, migrations, a backup and people.
    expect(pools + 30).toBeLessThanOrEqual(most);
    const poolMax = readUsersSettings(environmentOf(instance('users', 1))).database.poolMax;
    expect(2 * subgraphNames.length * poolMax).toBeLessThan(number(pgbouncer, 'max_client_conn'));
  });

  test('its secrets are created once, for the owner of the folder, and agree with each other', async () => {
    const read = async (name: string) => (await fs.readFile(path.join(secrets, name), 'utf8')).trim();
    const password = await read('postgres_password');
    expect(password).toMatch(/^[0-9a-f]{64}$/);
    execFileSync(path.join(deploy, 'create-secrets.sh'), [secrets], { stdio: 'ignore' });
    expect(await read('postgres_password')).toBe(password);
    expect(await read('pgbouncer_users')).toBe(`"masar" "${password}"`);
    expect(new URL(await read('database_url')).password).toBe(password);
    expect(await read('redis_auth')).toBe(`requirepass ${await read('redis_password')}`);
    expect(new URL(await read('redis_url')).password).toBe(await read('redis_password'));
    expect((await fs.stat(secrets)).mode & 0o777).toBe(0o700);
  });

  test('refuses to start without what it must be set to', async () => {
    const { PUBLIC_URL: _, ...others } = variables;
    await expect(readComposeFiles(files, others)).rejects.toThrow('PUBLIC_URL');
  });
});

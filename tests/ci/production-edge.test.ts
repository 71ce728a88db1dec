import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BalancedPlatform, startBalancedPlatform } from '#test-kit/balanced-platform/platform.ts';
import { hasHaproxy } from '#test-kit/haproxy.ts';
import { hasInstalledPostgres, type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { hasPgbouncer, startPgbouncer, type TestPgbouncer } from '#test-kit/pgbouncer.ts';
import { killCommands } from '#test-kit/process.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { type Watch, watch } from '#test-kit/watch.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { Load, startClients } from './rolling-restart/load.ts';

const name = 'production, with TLS at HAProxy and PgBouncer before PostgreSQL 15';
const isPossible = [hasHaproxy(name), hasInstalledPostgres(name), hasPgbouncer(name), hasRedis(name)].every(Boolean);

const password = 'ofProduction';
const driver = demoAccounts.drivers[2];

(isPossible ? describe : describe.skip)(name, () => {
  const present = tls.getCACertificates('default');
  let folder: string;
  let postgres: InstalledPostgres;
  let pgbouncer: TestPgbouncer;
  let platform: BalancedPlatform;
  let load: Load;
  let tripId: string;
  const watches: Watch[] = [];

  beforeAll(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-edge-'));
    const certificate = await createCertificate(folder);
    tls.setDefaultCACertificates([...present, await fs.readFile(path.join(folder, 'certificate'), 'utf8')]);
    postgres = await startInstalledPostgres({ fsync: 'off' });
    pgbouncer = await startPgbouncer({ serverPort: postgres.port, user: 'masar', password });
    platform = await startBalancedPlatform({
      postgresUrl: postgres.url,
      certificate,
      settings: {
        DATABASE_URL: pgbouncer.url,
        DIRECT_DATABASE_URL: postgres.url,
        DATABASE_NAMED_STATEMENTS: 'false',
      },
    });
    load = new Load(platform.url);
    const query = 'query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }';
    tripId = (await load.request(query, { f: { driverId: driver.id } })).trips.edges[0].node.id;
  }, 240_000);

  afterAll(async () => {
    for (const each of watches) await each.stop();
    await load?.stop();
    await platform?.stop();
    await pgbouncer?.stop();
    await postgres?.stop();
    await killCommands();
    tls.setDefaultCACertificates(present);
    await fs.rm(folder, { recursive: true });
  }, 60_000);

  test('plain HTTP is redirected with its method, and TLS is required from then on', async () => {
    const redirected = await fetch(platform.redirectUrl, { method: 'POST', redirect: 'manual', body: '{}' });
    expect(redirected.status).toBe(308);
    expect(redirected.headers.get('location')).toMatch(/^https:.*\/graphql$/);
    const response = await fetch(platform.url, { method: 'POST', body: '{}' });
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
    for (const hidden of ['/metrics', '/health/ready']) {
      expect((await fetch(new URL(hidden, platform.url))).status).toBe(404);
    }
    const { port } = new URL(platform.url);
    const old = tls.connect({ port: Number(port), host: '127.0.0.1', maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
    await expect(new Promise((_resolve, reject) => old.once('error', reject))).rejects.toThrow();
  });

  test('queries, mutations, a WebSocket and server-sent events pass TLS; a gateway that is killed costs only requests in progress', async () => {
    const tokens = {
      passenger: await load.signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER'),
      driver: await load.signIn(driver.phoneNumber, 'DRIVER'),
    };
    const subscription = 'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats } }';
    const socket = watch(platform.url, subscription, { variables: { id: tripId } });
    watches.push(socket);
    expect((await socket.next()).data.tripUpdated).toHaveProperty('availableSeats');
    const events = await fetch(platform.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: subscription, variables: { id: tripId } }),
    });
    const reader = events.body?.getReader();
    let received = '';
    while (!received.includes('availableSeats')) received += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();

    startClients(load, tripId, tokens);
    const clients = Object.keys(load.counts).length;
    const haveWorked = async (times: number) => {
      const before = { ...load.counts };
      await until(
        () => Object.entries(load.counts).every(([each, count]) => count >= (before[each] ?? 0) + times),
        60_000,
      );
    };
    await haveWorked(5);
    expect(load.faults).toEqual([]);
    const [gateway] = platform.instances.gateway;
    gateway?.process.signal('SIGKILL');
    await until(async () => !(await gateway?.isUp()));
    await haveWorked(1);
    // Each client had at most one request at the gateway.
    const lost = load.faults.length;
    expect(lost).toBeLessThanOrEqual(clients);
    await haveWorked(5);
    expect(load.faults).toHaveLength(lost);
    await gateway?.process.start();
    await until(async () => (await gateway?.isUp()) ?? false, 60_000);
    await haveWorked(5);
    expect(load.faults).toHaveLength(lost);
  }, 180_000);
});

/** Creates a certificate for 127.0.0.1 in the folder. Returns the file with it and its key, as HAProxy reads them. */
async function createCertificate(folder: string): Promise<string> {
  const [certificate, key] = [path.join(folder, 'certificate'), path.join(folder, 'key')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2'];
  const subject = ['-subj', '/CN=masar', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const both = path.join(folder, 'certificate-and-key');
  await fs.writeFile(both, (await fs.readFile(certificate, 'utf8')) + (await fs.readFile(key, 'utf8')));
  return both;
}

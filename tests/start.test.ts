import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { runningServerPid } from '#platform/embedded-postgres/embedded-postgres.ts';
import { isAlive } from '#platform/run/process-alive.ts';
import { freePorts } from '#test-kit/free-port.ts';
import { type Command, command, killCommands, stopPostgres } from '#test-kit/process.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { demoAccounts } from '../cli/seed/demo-accounts.ts';
import { lastPortOffset } from '../subgraphs/list.ts';

// `npm start` in a process group of its own, as a terminal starts it.
let folder: string;
let dataDir: string;
let newDataDir: string;
let port: number;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-start-'));
  dataDir = path.join(folder, 'data');
  newDataDir = path.join(folder, 'new');
  [port] = (await freePorts(lastPortOffset + 1)) as [number];
});

afterEach(async () => {
  await killCommands();
  await stopPostgres(dataDir);
  await stopPostgres(newDataDir);
});

afterAll(() => fs.rm(folder, { recursive: true, force: true }));

const ready = 'Masar Eagle is ready.';
const environment = () => ({ PORT: String(port), DATA_DIR: dataDir });

/** On a Ctrl-C npm ends by the signal after the platform has exited, and reports a failure of the platform. */
const npmStart = (more: Record<string, string> = {}): Command =>
  command('npm', ['start'], { ...environment(), ...more });
/** Without npm, so that the exit code is that of the platform. */
const start = (more: Record<string, string> = {}): Command =>
  command('node', ['cli/main.ts', 'start'], { ...environment(), ...more });

const graphql = (query: string, variables = {}, token?: string) =>
  requestGraphQL(`http://127.0.0.1:${port}/graphql`, query, variables, token);
const signIn = `mutation ($phoneNumber: String!) {
  signInWithOtp(input: { phoneNumber: $phoneNumber, accountType: PASSENGER, code: "000000" }) { accessToken }
}`;
const byPassword = `mutation { signInWithPassword(input: { email: "${demoAccounts.admin.email}", password: "${demoAccounts.admin.password}" }) { scope } }`;

/** Resolves when the gateway has begun to read a request. `finish` sends the rest of it. */
async function requestInFlight(query: string): Promise<{ finish(): Promise<unknown> }> {
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' };
  const request = http.request({ host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers });
  const answer = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  answer.catch(() => {});
  const begun = new Promise((resolve) => request.once('continue', resolve));
  request.flushHeaders();
  await begun;
  return {
    finish: async () => {
      request.end(body);
      return JSON.parse(await text(await answer));
    },
  };
}

describe('npm start', () => {
  test('starts the platform from nothing, finishes the requests in flight on Ctrl-C, and keeps its data', async () => {
    const first = npmStart();
    await first.prints(ready);
    expect(first.output()).not.toMatch(/warning|unsupported|deprecat/i);
    const { passengers, drivers, admin } = demoAccounts;
    const url = `http://127.0.0.1:${port}/graphql`;
    for (const text of [url, passengers[0].phoneNumber, drivers[0].phoneNumber, '000000', admin.email, admin.password])
      expect(first.output()).toContain(text);
    const health = await fetch(`http://127.0.0.1:${port}/health/ready`);
    const up = { status: 'up' };
    expect([health.status, await health.json()]).toMatchObject([
      200,
      { status: 'up', checks: { auth: up, notifications: up, trips: up, users: up } },
    ]);

    const { data } = await graphql('{ trips(first: 100) { totalCount edges { node { id } } } }');
    expect(data.trips.totalCount).toBeGreaterThanOrEqual(10);
    const tripId = data.trips.edges[0].node.id;
    const signedIn = await graphql(signIn, { phoneNumber: passengers[0].phoneNumber });
    const token = signedIn.data.signInWithOtp.accessToken;
    const booked = await graphql(
      'mutation ($id: ID!) { bookSeats(input: { tripId: $id, seatNumbers: [1] }) { bookings { id } } }',
      { id: tripId },
      token,
    );
    const bookingId = booked.data.bookSeats.bookings[0].id;

    // A data folder has one platform, even if another uses other ports.
    const [otherPort] = await freePorts(lastPortOffset + 1);
    const lockOwners: number[] = [];
    for (const second of [npmStart(), npmStart({ PORT: String(otherPort) })]) {
      expect(await second.exited()).toBe(1);
      lockOwners.push(Number(/already runs on .*, in process (\d+)\./.exec(second.output())?.[1]));
    }
    expect(new Set(lockOwners).size).toBe(1);
    const lockOwner = lockOwners[0] as number;
    expect(isAlive(lockOwner)).toBe(true);
    expect((await graphql(byPassword)).data.signInWithPassword.scope).toBe('admin');

    const postgres = runningServerPid(dataDir) as number;
    const watching = watch(url, 'subscription ($id: ID!) { tripUpdated(tripId: $id) { id } }', {
      variables: { id: tripId },
    });
    await watching.next();
    const inFlight = await requestInFlight(byPassword);
    first.signalGroup('SIGINT');
    await first.prints('"stopping"');
    first.signalGroup('SIGINT');
    expect((await watching.closed).code).toBe(1012);
    expect(await inFlight.finish()).toEqual({ data: { signInWithPassword: { scope: 'admin' } } });
    expect([0, 'SIGINT']).toContain(await first.exited());
    expect(first.output()).toMatch(/PostgreSQL is stopped"\}\s*$/);
    expect(first.output()).not.toMatch(/npm error|"level":[56]0|did not stop in time/);
    expect([isAlive(lockOwner), isAlive(postgres)]).toEqual([false, false]);

    const again = start();
    await again.prints(ready);
    const after = await graphql(
      'query ($id: ID!) { booking(id: $id) { status } trips { totalCount } }',
      { id: bookingId },
      token,
    );
    expect(after.data).toEqual({ booking: { status: 'PENDING' }, trips: { totalCount: data.trips.totalCount } });
    const nextPostgres = runningServerPid(dataDir) as number;
    again.signal('SIGTERM');
    expect(await again.exited()).toBe(0);
    expect(isAlive(nextPostgres)).toBe(false);
  }, 60_000);

  test('uses the PostgreSQL that a killed platform left running', async () => {
    const killed = npmStart();
    await killed.prints(ready);
    const postgres = runningServerPid(dataDir) as number;
    killed.signalGroup('SIGKILL');
    await killed.exited();
    expect(isAlive(postgres)).toBe(true);
    const next = start();
    await next.prints(ready);
    expect(runningServerPid(dataDir)).toBe(postgres);
    next.signalGroup('SIGINT');
    expect(await next.exited()).toBe(0);
    expect(isAlive(postgres)).toBe(false);
  }, 60_000);

  test('stops cleanly on Ctrl-C during the start, also while it creates the data folder', async () => {
    const starting = start();
    await starting.prints('PostgreSQL is up');
    const postgres = runningServerPid(dataDir) as number;
    starting.signalGroup('SIGINT');
    expect(await starting.exited()).toBe(0);
    expect(starting.output()).not.toContain(ready);
    expect(isAlive(postgres)).toBe(false);

    const initializing = start({ DATA_DIR: newDataDir });
    await until(async () => (await unfinishedIn(newDataDir)) !== undefined, 30_000);
    initializing.signalGroup('SIGINT');
    expect(await initializing.exited()).toBe(0);
    expect(initializing.output()).not.toMatch(/Error|is ready/);
    expect(await unfinishedIn(newDataDir)).toBeUndefined();
    const left = runningServerPid(newDataDir);
    expect(left !== undefined && isAlive(left)).toBe(false);
  }, 60_000);

  test.each([
    ['the gateway', 0],
    ['a subgraph', 2],
    ['PostgreSQL', 5],
  ])(
    'names the port of %s if it is taken, says how to change it, and leaves nothing running',
    async (_name, offset) => {
      const server = net.createServer();
      await new Promise<void>((resolve) => server.listen(port + offset, '127.0.0.1', resolve));
      try {
        const refused = npmStart();
        expect(await refused.exited()).toBe(1);
        expect(refused.output()).toMatch(new RegExp(`Port ${port + offset} .*is taken.*set PORT`));
        expect(refused.output()).not.toMatch(/^ +at /m);
        const postgres = runningServerPid(dataDir);
        expect(postgres !== undefined && isAlive(postgres)).toBe(false);
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    },
    60_000,
  );

  test('reports every invalid setting at once, refuses production, and starts nothing', async () => {
    const nowhere = path.join(folder, 'nowhere');
    const faulty = { PORT: 'abc', LOG_LEVEL: 'loud', DEMO_OTP: '12', TRIPS_URL: 'nowhere' };
    const refused = npmStart({ ...faulty, DATA_DIR: nowhere });
    const inProduction = npmStart({ NODE_ENV: 'production', DATA_DIR: nowhere });
    expect([await refused.exited(), await inProduction.exited()]).toEqual([1, 1]);
    for (const name of Object.keys(faulty)) expect(refused.output()).toMatch(new RegExp(`^ +${name}: `, 'm'));
    expect(inProduction.output()).toMatch(/^ +NODE_ENV: /m);
    expect(existsSync(nowhere)).toBe(false);
  }, 60_000);
});

/** The folder that initdb is writing, or was writing when it was interrupted. */
async function unfinishedIn(folder: string): Promise<string | undefined> {
  const names = await fs.readdir(folder).catch(() => []);
  return names.find((name) => name.startsWith('postgres.unfinished-'));
}

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

// `npm start` as a process in a group of its own: as somebody starts it on a terminal.
let folder: string;
let dataDir: string;
let newDataDir: string;
let port: number;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-start-'));
  dataDir = path.join(folder, 'data');
  newDataDir = path.join(folder, 'new');
  [port] = (await freePorts(6)) as [number];
});

afterEach(async () => {
  await killCommands();
  await stopPostgres(dataDir);
  await stopPostgres(newDataDir);
});

afterAll(() => fs.rm(folder, { recursive: true, force: true }));

const ready = 'Masar Eagle is ready.';
const environment = () => ({ PORT: String(port), DATA_DIR: dataDir });

/** Through npm. On a Ctrl-C npm ends once the platform has, by the signal itself; what the platform failed with, it tells. */
const npmStart = (more: Record<string, string> = {}): Command =>
  command('npm', ['start'], { ...environment(), ...more });
/** Without npm between, so that the exit code is the platform's own. */
const start = (more: Record<string, string> = {}): Command =>
  command('node', ['cli/main.ts', 'start'], { ...environment(), ...more });

const graphql = (query: string, variables = {}, token?: string) =>
  requestGraphQL(`http://127.0.0.1:${port}/graphql`, query, variables, token);
const signIn = `mutation ($phoneNumber: String!) {
  signInWithOtp(input: { phoneNumber: $phoneNumber, accountType: PASSENGER, code: "000000" }) { accessToken }
}`;
const byPassword = `mutation { signInWithPassword(input: { email: "${demoAccounts.admin.email}", password: "${demoAccounts.admin.password}" }) { scope } }`;

/** A request that the gateway has begun to read: resolves when it has, and sends the rest when it is told to. */
async function requestInFlight(query: string): Promise<{ finish(): Promise<unknown> }> {
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' };
  const request = http.request({ host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers });
  const answer = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  answer.catch(() => {});
  const taken = new Promise((resolve) => request.once('continue', resolve));
  request.flushHeaders();
  await taken;
  return {
    finish: async () => {
      request.end(body);
      return JSON.parse(await text(await answer));
    },
  };
}

describe('npm start', () => {
  test('brings the platform up from nothing, stops on Ctrl-C with what is in flight, and keeps its data', async () => {
    const first = npmStart();
    await first.prints(ready);
    const { passengers, drivers, admin } = demoAccounts;
    const url = `http://127.0.0.1:${port}/graphql`;
    for (const told of [url, passengers[0].phoneNumber, drivers[0].phoneNumber, '000000', admin.email, admin.password])
      expect(first.output()).toContain(told);
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

    // There is one platform on a folder, whatever the port of another.
    const [otherPort] = await freePorts(6);
    const holders: number[] = [];
    for (const second of [npmStart(), npmStart({ PORT: String(otherPort) })]) {
      expect(await second.exited()).toBe(1);
      holders.push(Number(/already runs on .*, in process (\d+)\./.exec(second.output())?.[1]));
    }
    expect(new Set(holders).size).toBe(1);
    const holder = holders[0] as number;
    expect(isAlive(holder)).toBe(true);
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
    expect((await watching.closed).code).toBe(1001);
    expect(await inFlight.finish()).toEqual({ data: { signInWithPassword: { scope: 'admin' } } });
    expect([0, 'SIGINT']).toContain(await first.exited());
    expect(first.output()).toMatch(/PostgreSQL is stopped"\}\s*$/);
    expect(first.output()).not.toMatch(/npm error|"level":[56]0|did not stop in time/);
    expect([isAlive(holder), isAlive(postgres)]).toEqual([false, false]);

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

  test('takes over the PostgreSQL that a killed platform left behind', async () => {
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

  test('ends cleanly on a Ctrl-C while it is starting, also while it makes its first data folder', async () => {
    const starting = start();
    await starting.prints('PostgreSQL is up');
    const postgres = runningServerPid(dataDir) as number;
    starting.signalGroup('SIGINT');
    expect(await starting.exited()).toBe(0);
    expect(starting.output()).not.toContain(ready);
    expect(isAlive(postgres)).toBe(false);

    const making = start({ DATA_DIR: newDataDir });
    await until(async () => (await unfinishedIn(newDataDir)) !== undefined, 30_000);
    making.signalGroup('SIGINT');
    expect(await making.exited()).toBe(0);
    expect(making.output()).not.toMatch(/Error|is ready/);
    expect(await unfinishedIn(newDataDir)).toBeUndefined();
    const left = runningServerPid(newDataDir);
    expect(left !== undefined && isAlive(left)).toBe(false);
  }, 60_000);

  test.each([
    ['the gateway', 0],
    ['a subgraph', 2],
    ['PostgreSQL', 5],
  ])(
    'names the port of %s when it is taken, says how to move it, and leaves nothing running',
    async (_name, offset) => {
      const taken = net.createServer();
      await new Promise<void>((resolve) => taken.listen(port + offset, '127.0.0.1', resolve));
      try {
        const refused = npmStart();
        expect(await refused.exited()).toBe(1);
        expect(refused.output()).toMatch(new RegExp(`Port ${port + offset} .*is taken.*set PORT`));
        expect(refused.output()).not.toMatch(/^ +at /m);
        const postgres = runningServerPid(dataDir);
        expect(postgres !== undefined && isAlive(postgres)).toBe(false);
      } finally {
        await new Promise((resolve) => taken.close(resolve));
      }
    },
    60_000,
  );

  test('tells every fault of the settings at once, is not for production, and starts nothing then', async () => {
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

/** What an initdb is writing, or was when it was cut off. */
async function unfinishedIn(folder: string): Promise<string | undefined> {
  const names = await fs.readdir(folder).catch(() => []);
  return names.find((name) => name.startsWith('postgres.unfinished-'));
}

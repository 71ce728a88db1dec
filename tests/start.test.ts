import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { demoAccounts } from '../cli/seed/demo-accounts.ts';
import { freePorts } from './support/free-port.ts';
import { type Command, command, endCommands, isAlive, postgresOf } from './support/process.ts';
import { ask } from './support/subgraph.ts';
import { until } from './support/watch.ts';

// `npm start` as a process, through npm, in a process group of its own: as somebody starts it on a terminal.
let folder: string;
let dataDir: string;
let port: number;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-start-'));
  dataDir = path.join(folder, 'data');
  [port] = (await freePorts(6)) as [number];
});

afterEach(async () => {
  await endCommands();
  const postgres = postgresOf(dataDir);
  if (postgres !== undefined && isAlive(postgres)) process.kill(postgres, 'SIGQUIT');
  await until(() => postgres === undefined || !isAlive(postgres));
});

afterAll(() => fs.rm(folder, { recursive: true, force: true }));

/** How npm ends on a Ctrl-C: once the platform has, by the signal itself. */
const byCtrlC = [0, 'SIGINT'];

const npmStart = (environment: Record<string, string> = {}): Command =>
  command('npm', ['start'], { PORT: String(port), DATA_DIR: dataDir, ...environment });
const graphql = (query: string, variables = {}, token?: string) =>
  ask(`http://127.0.0.1:${port}/graphql`, query, variables, token);
const signIn = `mutation ($phoneNumber: String!) {
  signInWithOtp(input: { phoneNumber: $phoneNumber, accountType: PASSENGER, code: "000000" }) { accessToken }
}`;
const byPassword = `mutation { signInWithPassword(input: { email: "${demoAccounts.admin.email}", password: "${demoAccounts.admin.password}" }) { scope } }`;

describe('npm start', () => {
  test('brings the platform up, keeps its data, and is the only one on its folder', async () => {
    const first = npmStart();
    await first.says('Masar Eagle is ready.');
    for (const told of [
      `http://127.0.0.1:${port}/graphql`,
      '+966500000001',
      '+966510000003',
      demoAccounts.admin.email,
    ]) {
      expect(first.output()).toContain(told);
    }
    const health = await fetch(`http://127.0.0.1:${port}/health/ready`);
    expect([health.status, Object.keys((await health.json()).checks).sort()]).toEqual([
      200,
      ['auth', 'notifications', 'trips', 'users'],
    ]);
    const { data } = await graphql('{ trips(first: 100) { totalCount edges { node { id } } } }');
    expect(data.trips.totalCount).toBeGreaterThanOrEqual(10);
    const tripId = data.trips.edges[0].node.id;
    const signedIn = await graphql(signIn, { phoneNumber: demoAccounts.passengers[0].phoneNumber });
    const token = signedIn.data.signInWithOtp.accessToken;
    const booked = await graphql(
      'mutation ($id: ID!) { bookSeats(input: { tripId: $id, seatNumbers: [1] }) { bookings { id } } }',
      { id: tripId },
      token,
    );
    const bookingId = booked.data.bookSeats.bookings[0].id;

    const [otherPort] = await freePorts(6);
    const second = npmStart({ PORT: String(otherPort) });
    expect(await second.ended()).toBe(1);
    expect(second.output()).toMatch(/already runs on .*in process \d+/);
    expect((await graphql(byPassword)).data.signInWithPassword.scope).toBe('admin');

    const postgres = postgresOf(dataDir) as number;
    const inFlight = graphql(byPassword);
    await new Promise(setImmediate);
    first.signalGroup('SIGINT');
    first.signalGroup('SIGINT');
    expect((await inFlight.catch(() => null))?.data?.signInWithPassword?.scope ?? 'not taken any more').toMatch(
      /admin|not taken/,
    );
    expect(byCtrlC).toContain(await first.ended());
    expect(isAlive(postgres)).toBe(false);

    const again = npmStart();
    await again.says('Masar Eagle is ready.');
    const after = await graphql(
      'query ($id: ID!) { booking(id: $id) { status } trips { totalCount } }',
      { id: bookingId },
      token,
    );
    expect(after.data).toEqual({ booking: { status: 'PENDING' }, trips: { totalCount: data.trips.totalCount } });
    again.signalGroup('SIGTERM');
    expect([0, 'SIGTERM']).toContain(await again.ended());
    await until(() => !isAlive(postgresOf(dataDir) ?? 0) || postgresOf(dataDir) === undefined);
  }, 60_000);

  test('takes over the PostgreSQL that a killed platform left behind', async () => {
    const killed = npmStart();
    await killed.says('Masar Eagle is ready.');
    const postgres = postgresOf(dataDir) as number;
    killed.signalGroup('SIGKILL');
    await killed.ended();
    expect(isAlive(postgres)).toBe(true);
    const next = npmStart();
    await next.says('Masar Eagle is ready.');
    expect(postgresOf(dataDir)).toBe(postgres);
    next.signalGroup('SIGINT');
    expect(byCtrlC).toContain(await next.ended());
    expect(next.output()).toContain('PostgreSQL is stopped');
    // It is nobody's child any more, and whoever reaps it may take a moment.
    await until(() => !isAlive(postgres));
  }, 60_000);

  test('can be stopped while it is starting', async () => {
    const starting = npmStart();
    await starting.says('PostgreSQL is up');
    const postgres = postgresOf(dataDir) as number;
    starting.signalGroup('SIGINT');
    expect(byCtrlC).toContain(await starting.ended());
    expect(isAlive(postgres)).toBe(false);
  }, 60_000);

  test.each([
    ['the gateway', 0],
    ['a subgraph', 2],
  ])(
    'names a port of %s that is taken, says how to move it, and leaves nothing running',
    async (_name, offset) => {
      const taken = net.createServer();
      await new Promise<void>((resolve) => taken.listen(port + offset, '127.0.0.1', resolve));
      try {
        const refused = npmStart();
        expect(await refused.ended()).toBe(1);
        expect(refused.output()).toMatch(new RegExp(`Port ${port + offset} .*is taken.*set PORT`));
        const postgres = postgresOf(dataDir);
        expect(postgres === undefined || !isAlive(postgres)).toBe(true);
      } finally {
        await new Promise((resolve) => taken.close(resolve));
      }
    },
    60_000,
  );

  test('tells every fault of the settings at once and starts nothing', async () => {
    const refused = npmStart({ PORT: 'abc', LOG_LEVEL: 'loud', DEMO_OTP: '12', TRIPS_URL: 'nowhere' });
    expect(await refused.ended()).toBe(1);
    for (const name of ['PORT', 'LOG_LEVEL', 'DEMO_OTP', 'TRIPS_URL'])
      expect(refused.output()).toMatch(new RegExp(`^ +${name}: `, 'm'));
    expect(refused.output()).not.toContain('PostgreSQL is up');
  });

  test('is not for production', async () => {
    const refused = npmStart({ NODE_ENV: 'production' });
    expect(await refused.ended()).toBe(1);
    expect(refused.output()).toContain('NODE_ENV: ');
  });
});

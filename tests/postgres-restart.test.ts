import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { runningServerPid, runningServerUrl } from '#platform/embedded-postgres/embedded-postgres.ts';
import { freePorts } from '#test-kit/free-port.ts';
import { type Command, command, killCommands, stopPostgres } from '#test-kit/process.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { demoAccounts } from '../cli/seed/demo-accounts.ts';
import { lastPortOffset } from '../subgraphs/list.ts';

let dataDir: string;
let url: string;
let platform: Command;
let tripId: string;
const tokens = { passenger: '', driver: '' };

const [passenger, driver] = [demoAccounts.passengers[0], demoAccounts.drivers[2]];

beforeAll(async () => {
  dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-restart-'));
  const [port] = (await freePorts(lastPortOffset + 1)) as [number];
  url = `http://127.0.0.1:${port}/graphql`;
  platform = command('node', ['cli/main.ts', 'start'], { PORT: String(port), DATA_DIR: dataDir });
  await platform.prints('Masar Eagle is ready.', 60_000);
  const signIn = async ({ phoneNumber }: { phoneNumber: string }, accountType: string) => {
    const mutation = 'mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) { accessToken } }';
    const { data } = await requestGraphQL(url, mutation, { input: { phoneNumber, accountType, code: '000000' } });
    return data.signInWithOtp.accessToken;
  };
  tokens.passenger = await signIn(passenger, 'PASSENGER');
  tokens.driver = await signIn(driver, 'DRIVER');
  const query = 'query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }';
  const { data } = await requestGraphQL(url, query, { f: { driverId: driver.id } });
  tripId = data.trips.edges[0].node.id;
}, 90_000);

afterAll(async () => {
  await killCommands();
  await stopPostgres(dataDir);
  await fs.rm(dataDir, { recursive: true, force: true });
});

/** Books a seat as an application does: it repeats its request, with the same key, until it is answered. */
async function book(seat: number): Promise<void> {
  const mutation = 'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }';
  const input = { tripId, seatNumbers: [seat], idempotencyKey: `seat-${seat}` };
  await until(async () => !(await requestGraphQL(url, mutation, { input }, tokens.passenger)).errors);
}

async function receivesNotification(work: () => Promise<void>): Promise<void> {
  const live = watch(url, 'subscription { notificationReceived { title } }', { token: tokens.driver });
  try {
    await work();
    // The subscription may begin after the work.
    for (let seat = 9; live.events.length === 0 && seat < 12; seat++) {
      await book(seat);
      await until(() => live.events.length > 0, 2_000).catch(() => {});
    }
    expect((await live.next()).data.notificationReceived.title).toEqual(expect.any(String));
  } finally {
    await live.stop();
  }
}

const printed = (text: string): number => platform.output().split(text).length - 1;
const restarted = (times: number) => until(() => printed('PostgreSQL is up again') === times, 30_000);

function killPostmaster(): void {
  process.kill(runningServerPid(dataDir) as number, 'SIGKILL');
}

test('when one of its processes is killed, PostgreSQL recovers, and the platform goes on', async () => {
  await book(1);
  const client = new pg.Client(`${await runningServerUrl(dataDir)}/trip`);
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  process.kill(rows[0].pid, 'SIGKILL');
  await until(() => printed('took the platform lock again') === 1, 30_000);
  await client.end().catch(() => {});
  await book(2);
  expect(printed('is started again')).toBe(0);
}, 60_000);

test('when PostgreSQL is killed, the platform starts it again, and goes on', async () => {
  killPostmaster();
  await restarted(1);
  await receivesNotification(() => book(3));
  const trip = await requestGraphQL(url, 'query ($id: ID!) { trip(id: $id) { seats { number status } } }', {
    id: tripId,
  });
  const taken = trip.data.trip.seats.filter(({ number }: { number: number }) => number <= 3);
  expect(taken.map(({ status }: { status: string }) => status)).not.toContain('AVAILABLE');
}, 60_000);

test('when PostgreSQL ends again and again, the platform says so, and exits with 1', async () => {
  for (let times = 2; times <= 5; times++) {
    killPostmaster();
    await restarted(times);
  }
  killPostmaster();
  expect(await platform.exited()).toBe(1);
  expect(platform.output()).toContain('PostgreSQL has ended more than 5 times within a minute');
  expect(runningServerPid(dataDir)).toBeUndefined();
}, 90_000);

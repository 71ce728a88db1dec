import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { freePort } from '#test-kit/free-port.ts';
import { type Command, command, killCommands } from '#test-kit/process.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { issuer } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { type NotificationsHarness, startNotifications } from '../subgraphs/notifications/testing/harness.ts';
import { cursorOf } from '../subgraphs/notifications/testing/replay.ts';
import { startTrips, type TripsHarness } from '../subgraphs/trips/testing/harness.ts';

const overRedis = hasRedis('the loss of one of two instances') ? describe : describe.skip;

/** A process of a subgraph, beside the instance of the test. */
class Instance {
  readonly #role: string;
  readonly #environment: Record<string, string>;
  #process: Command | undefined;

  constructor(role: string, environment: Record<string, string>) {
    this.#role = role;
    this.#environment = { LOG_LEVEL: 'warn', ...environment };
  }

  async start(): Promise<void> {
    this.#process = command('node', ['tests/crash/service.ts'], { ...this.#environment, ROLE: this.#role });
    await this.#process.prints('ready\n');
  }

  async kill(): Promise<void> {
    this.#process?.signal('SIGKILL');
    await this.#process?.exited();
  }
}

/** Subscribes with a stock client that retries for as long as it takes. Calls `onNext` for each result. */
function subscribe<Data>(
  url: string,
  token: string | null,
  payload: { query: string; variables: Record<string, unknown> },
  onNext: (data: Data) => void,
): { ended: unknown[]; stop: () => unknown } {
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: token ? { Authorization: `Bearer ${token}` } : {},
    retryAttempts: Number.POSITIVE_INFINITY,
    // By default it retries only a closed socket, and not one that could not be opened.
    shouldRetry: () => true,
    retryWait: () => sleep(50),
  });
  const ended: unknown[] = [];
  client.subscribe<Data>(payload, {
    next: ({ data, errors }) => (errors || !data ? ended.push(errors) : onNext(data)),
    error: (error) => ended.push(error),
    complete: () => ended.push('complete'),
  });
  return { ended, stop: () => client.dispose() };
}

overRedis('a stock client goes on when its instance is killed and comes back', () => {
  let redis: TestRedis;
  let trips: TripsHarness;
  let notifications: NotificationsHarness;
  const stops: (() => unknown)[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    [trips, notifications] = await Promise.all([startTrips({ redisUrl: redis.url }), startNotifications()]);
  });

  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await killCommands();
  });

  afterAll(async () => {
    await Promise.all([trips.stop(), notifications.stop()]);
    await redis.stop();
  });

  const startInstance = async ({ settings, keys }: TripsHarness | NotificationsHarness) => {
    const port = await freePort();
    const instance = new Instance(settings.name, {
      PORT: String(port),
      DATABASE_URL: settings.database.url,
      [`${settings.name.toUpperCase()}_DATABASE_URL`]: settings.database.url,
      REDIS_URL: redis.url,
      AUTH_ISSUER: issuer,
      KEY_SET: JSON.stringify(keys.keySet),
    });
    await instance.start();
    return { instance, url: `http://127.0.0.1:${port}/graphql` };
  };

  test('tripUpdated sends the present, and then each change', async () => {
    const { instance, url } = await startInstance(trips);
    const tripId = await trips.newTrip();
    const query = 'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats } }';
    const seen: number[] = [];
    const live = subscribe<{ tripUpdated: { availableSeats: number } }>(
      url,
      null,
      { query, variables: { id: tripId } },
      ({ tripUpdated }) => seen.push(tripUpdated.availableSeats),
    );
    stops.push(live.stop);
    await until(() => seen.at(-1) === 12);
    await trips.bookOne(tripId, 1);
    await until(() => seen.at(-1) === 11);
    await instance.kill();
    await trips.bookOne(tripId, 2);
    await instance.start();
    await until(() => seen.at(-1) === 10);
    await trips.bookOne(tripId, 3);
    await until(() => seen.at(-1) === 9);
    expect(live.ended).toEqual([]);
  }, 60_000);

  test('notificationReceived sends what the client has missed, when it keeps the last id in its variables', async () => {
    const { instance, url } = await startInstance(notifications);
    const driver = await notifications.newPerson('driver');
    await notifications.saveAccount(driver, 'DRIVER');
    const query = 'subscription ($after: ID) { notificationReceived(after: $after) { id title } }';
    const payload = { query, variables: { after: await cursorOf(notifications, driver) } };
    const seen: string[] = [];
    const live = subscribe<{ notificationReceived: { id: string; title: string } }>(
      url,
      driver.token,
      payload,
      ({ notificationReceived: { id, title } }) => {
        seen.push(title);
        payload.variables.after = id;
      },
    );
    stops.push(live.stop);
    const send = async (title: string) => void (await notifications.announce(['DRIVER'], title));
    await send('first');
    await until(() => seen.length === 1);
    await instance.kill();
    for (const title of ['second', 'third']) await send(title);
    await instance.start();
    await until(() => seen.length === 3);
    await send('fourth');
    await until(() => seen.length === 4);
    expect(seen).toEqual(['first', 'second', 'third', 'fourth']);
    expect(live.ended).toEqual([]);
  }, 60_000);
});

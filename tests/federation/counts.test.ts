import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { crowd } from '#test-kit/crowd.ts';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { statementLog } from '#test-kit/statements.ts';
import { until } from '#test-kit/until.ts';
import { accepts, rawStream } from '../../gateway/testing/raw-stream.ts';
import { driver, type Federation, startFederation } from './federation.ts';

const query =
  'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats driver { fullName } vehicle { name } } }';
const { log, statements } = statementLog('trips');
let federation: Federation;

beforeAll(async () => {
  federation = await startFederation({ tripsLog: log });
});

afterAll(() => federation.stop());

/** The sum of a metric of the gateway over its labels. */
async function metric(name: string, label = ''): Promise<number> {
  const text = await (await fetch(new URL('/metrics', federation.url))).text();
  const lines = [...text.matchAll(new RegExp(`^${name}(?:\\{([^}]*)\\})? (\\d+)$`, 'gm'))];
  return lines.filter(([, labels = '']) => labels.includes(label)).reduce((sum, [, , value]) => sum + Number(value), 0);
}

const usersFetches = () => metric('subgraph_fetch_duration_seconds_count', '"users"');

test('500 subscribers of one trip, over every transport, cost trips and users as much as one', async () => {
  const id = await federation.tripOf(driver.id);
  const variables = { id };
  const one = crowd(federation.url, query, 1, { variables });
  await one.results(1);

  /** Changes the trip, and returns the requests to users and the statements at trips until the change has arrived. */
  let changes = 0;
  const costOf = async (change: () => Promise<unknown>) => {
    const before = await usersFetches();
    statements();
    await change();
    changes++;
    await one.results(1 + changes);
    return { fetches: (await usersFetches()) - before, statements: statements().length };
  };
  const alone = await costOf(() => federation.bookSeat(id, 1));
  expect(alone.fetches).toBe(1);

  const sockets = crowd(federation.url, query, 299, { variables });
  const open = (accept: string) => rawStream(federation.url, { body: { query, variables }, headers: { accept } });
  const kinds = Array.from({ length: 200 }, (_, at) => (at % 2 ? accepts.eventStream : accepts.multipart));
  const streams = await Promise.all(kinds.map(open));
  await sockets.results(1);
  for (const each of streams) await each.sees('availableSeats');
  expect(await liveSubscriptions(federation.url)).toBe(500);
  expect(await liveSubscriptions(federation.trips.url)).toBe(1);
  expect([await metric('subscription_topics'), await metric('subscription_groups')]).toEqual([1, 1]);

  const together = await costOf(() => federation.bookSeat(id, 2));
  const results = await sockets.results(2);
  for (const each of streams) await each.sees('availableSeats', 2);
  expect(together).toEqual(alone);
  expect(new Set(results.map((each) => JSON.stringify(each))).size).toBe(1);

  for (const each of streams) each.close();
  await sockets.stop();
  await one.stop();
  await until(async () => (await liveSubscriptions(federation.trips.url)) === 0);
});

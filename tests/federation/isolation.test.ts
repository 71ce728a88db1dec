import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { type SignedIn, startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { type RawSocket, rawSocket } from '../../gateway/testing/raw-socket.ts';
import { accepts, type RawStream, rawStream } from '../../gateway/testing/raw-stream.ts';

const query = 'subscription { bookingUpdated { id status seatNumber passengerPhone passenger { fullName } } }';
const [one, other] = demoAccounts.passengers;

/** Everything that one subscription has received. */
interface Receiver {
  text(): string;
  /** How the connection ended; null while it is open. */
  ended(): string | null;
  close(): void;
}

const overSocket = async (url: string, token: string): Promise<Receiver> => {
  const socket: RawSocket = await rawSocket(url, { Authorization: `Bearer ${token}` });
  socket.subscribe('1', query);
  return {
    text: () => JSON.stringify(socket.messages),
    ended: () => (socket.closed ? 'closed' : null),
    close: () => socket.terminate(),
  };
};
const overHttp =
  (accept: string) =>
  async (url: string, token: string): Promise<Receiver> => {
    const stream: RawStream = await rawStream(url, {
      body: { query },
      headers: { accept, authorization: `Bearer ${token}` },
    });
    return {
      text: () => stream.text(),
      ended: () => (stream.ended() === false ? null : (/UNAUTHENTICATED/.exec(stream.text())?.[0] ?? 'closed')),
      close: () => stream.close(),
    };
  };
const transports = {
  WebSocket: overSocket,
  'Server-Sent Events': overHttp(accepts.eventStream),
  multipart: overHttp(accepts.multipart),
};

let platform: TestPlatform;
let tripId: string;

beforeAll(async () => {
  platform = await startTestPlatform();
  const trips = 'query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }';
  const { data } = await requestGraphQL(platform.url, trips, { f: { minAvailableSeats: 4, status: ['SCHEDULED'] } });
  tripId = data.trips.edges[0].node.id;
});

afterAll(() => platform.stop());

/** Books a seat and cancels it. Returns the booking's id. */
async function bookAndCancel({ accessToken }: SignedIn, seat: number): Promise<string> {
  const book = 'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }';
  const { data, errors } = await requestGraphQL(
    platform.url,
    book,
    { input: { tripId, seatNumbers: [seat] } },
    accessToken,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const { id } = data.bookSeats.bookings[0];
  const cancel = 'mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { booking { id } } }';
  await requestGraphQL(platform.url, cancel, { id }, accessToken);
  return id;
}

const live = (count: number) => until(async () => (await liveSubscriptions(platform.url)) === count);
const liveAtTrips = (count: number) => until(async () => (await liveSubscriptions(platform.urlOf('trips'))) === count);

describe.each(Object.entries(transports))('two accounts with the same subscription, over %s', (_name, open) => {
  const receivers: Receiver[] = [];
  let first: SignedIn;
  let again: SignedIn;
  let second: SignedIn;

  beforeAll(async () => {
    first = await platform.signIn(one.phoneNumber, 'PASSENGER');
    again = await platform.signIn(one.phoneNumber, 'PASSENGER');
    second = await platform.signIn(other.phoneNumber, 'PASSENGER');
    for (const { accessToken } of [first, again, second, second]) receivers.push(await open(platform.url, accessToken));
    await live(4);
    // One for each token: two sessions of one account share nothing either.
    await liveAtTrips(3);
  });

  afterAll(async () => {
    for (const each of receivers) each.close();
    await live(0);
  });

  const sees = (which: number, text: string) => until(() => receivers[which]?.text().includes(text) === true);

  test('receive not one scoped byte of each other', async () => {
    const [mine, theirs] = [await bookAndCancel(first, 1), await bookAndCancel(second, 2)];
    for (const which of [0, 1]) await sees(which, mine);
    for (const which of [2, 3]) await sees(which, theirs);
    const last = [await bookAndCancel(first, 1), await bookAndCancel(second, 2)];
    for (const [which, id] of [last[0], last[0], last[1], last[1]].entries()) await sees(which, id as string);
    for (const [which, secrets] of [
      [0, [theirs, other.fullName, other.phoneNumber]],
      [1, [theirs, other.fullName, other.phoneNumber]],
      [2, [mine, one.fullName, one.phoneNumber]],
      [3, [mine, one.fullName, one.phoneNumber]],
    ] as const) {
      for (const secret of secrets) expect(receivers[which]?.text()).not.toContain(secret);
    }
    expect(receivers[0]?.text()).toContain(one.phoneNumber);
  });

  test('go on with their own credentials when one of them leaves, and when a session ends', async () => {
    receivers[2]?.close();
    await live(3);
    const id = await bookAndCancel(second, 2);
    await sees(3, id);
    const out = 'mutation { signOut(input: { everywhere: false }) { endedSessions } }';
    expect((await requestGraphQL(platform.url, out, {}, first.accessToken)).errors).toBeUndefined();
    await until(() => receivers[0]?.ended() !== null);
    const before = receivers[0]?.text();
    const after = await bookAndCancel(again, 3);
    await sees(1, after);
    expect([receivers[0]?.text(), receivers[1]?.ended(), receivers[3]?.ended()]).toEqual([before, null, null]);
    await liveAtTrips(2);
    await sees(3, id);
    expect(receivers[3]?.text()).not.toContain(after);
  });
});

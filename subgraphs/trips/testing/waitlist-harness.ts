import { idGenerator } from '#platform/ids.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { mutationText } from '#test-kit/mutation-text.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import { idOf, type TripsHarness } from './harness.ts';
import { startTwoInstances, type TwoInstances } from './two-instances.ts';

export interface Entry {
  id: string;
  status: string;
  seatCount: number;
  position: number | null;
  closedAt: string | null;
  bookings: { id: string; seatNumber: number; status: string; passengerName: string }[];
}

/** Two instances of the trips subgraph with the requests of passengers about waiting lists. */
export interface WaitlistHarness extends TwoInstances {
  trips: TripsHarness;
  join(input: Record<string, unknown>, token: string, url?: string): Promise<GraphQLAnswer>;
  leave(tripId: string, token: string): Promise<GraphQLAnswer>;
  /** The token of a passenger that no test has used. */
  newPassenger(): Promise<string>;
  entries(token: string): Promise<Entry[]>;
  /** The first of the passenger's entries. */
  entryOf(token: string): Promise<Entry | undefined>;
  /** A trip of so many seats that are all booked, each by a passenger of its own, and their bookings by seat. */
  fullTrip(seats: number): Promise<{ tripId: string; bookingIds: string[] }>;
  cancel(bookingId: string | undefined, url?: string): Promise<GraphQLAnswer>;
  waitlistLength(tripId: string): Promise<number>;
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** For a use case of the system. */
  origin(): EventOrigin;
}

const entryFields = 'id status seatCount position closedAt bookings { id seatNumber status passengerName }';

export async function startWaitlistHarness(): Promise<WaitlistHarness> {
  const instances = await startTwoInstances();
  const { trips } = instances;
  let passengers = 0;
  const newPassenger = () => instances.passengerToken(++passengers);
  const entries = async (token: string): Promise<Entry[]> =>
    (await trips.request(`{ myWaitlist { ${entryFields} } }`, {}, token)).data.myWaitlist;
  const selection = `{ entry { ${entryFields} } trip { id availableSeats waitlistLength } }`;
  const mutate = (mutation: string, input: Record<string, unknown>, token: string, url = trips.url) =>
    requestGraphQL(url, mutationText(mutation, selection), { input }, token);
  return {
    ...instances,
    join: (input, token, url) => mutate('joinWaitlist', { seatCount: 1, ...input }, token, url),
    leave: (tripId, token) => mutate('leaveWaitlist', { tripId }, token),
    newPassenger,
    entries,
    entryOf: async (token) => (await entries(token))[0],
    fullTrip: async (seats) => {
      const tripId = await trips.newTrip({ totalSeats: seats });
      const bookingIds: string[] = [];
      for (let seat = 1; seat <= seats; seat++) {
        bookingIds.push(await trips.bookOne(tripId, seat, await newPassenger()));
      }
      return { tripId, bookingIds };
    },
    cancel: (bookingId, url = trips.url) =>
      requestGraphQL(
        url,
        'mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { booking { id } } }',
        { id: bookingId ?? idOf('b', '9') },
        trips.tokens.admin,
      ),
    waitlistLength: async (tripId) => {
      const { data } = await trips.request('query ($id: ID!) { trip(id: $id) { waitlistLength } }', { id: tripId });
      return data.trip.waitlistLength;
    },
    sql: (text, values = []) => trips.orm.em.getConnection().execute(text, values),
    origin: () => {
      const now = new Date();
      return { now, newId: idGenerator({ now: () => now }) };
    },
  };
}

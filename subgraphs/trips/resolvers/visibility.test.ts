import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphQLAnswer } from '#test-kit/subgraph.ts';
import { idOf, inDays, passengerId, startTrips, type TripsHarness } from '../testing/harness.ts';
import { readTrips, storeTrips } from '../testing/stored-trips.ts';

const viewers = [
  'its passenger',
  'another passenger of the trip',
  'a passenger of another trip',
  "the trip's driver",
  'another driver',
  'an admin',
  'a service',
  'nobody',
] as const;
type Viewer = (typeof viewers)[number];

let trips: TripsHarness;
let tokens: Record<Viewer, string | null>;
let tripId: string;
/** The bookings by what the answers below call them. */
let bookings: Record<'theirs' | 'mate' | 'elsewhere', string>;

beforeAll(async () => {
  trips = await startTrips();
  const [mate, elsewhere] = [idOf('p', '2'), idOf('p', '3')];
  const pending = { status: 'PENDING', bookedAt: new Date() } as const;
  const departure = new Date(inDays(7));
  const ids = await storeTrips(trips.orm, [
    { departure, bookings: [pending, { ...pending, passengerId: mate }] },
    { departure, driverId: idOf('d', '2'), bookings: [{ ...pending, passengerId: elsewhere }] },
  ]);
  const [trip, other] = await readTrips(trips.orm.em, ids);
  tripId = trip?.id ?? '';
  bookings = {
    theirs: trip?.bookings[0]?.id ?? '',
    mate: trip?.bookings[1]?.id ?? '',
    elsewhere: other?.bookings[0]?.id ?? '',
  };
  tokens = {
    'its passenger': trips.tokens.passenger,
    'another passenger of the trip': trips.tokens.stranger,
    'a passenger of another trip': await trips.keys.sign({ sub: elsewhere, scope: 'passenger' }),
    "the trip's driver": trips.tokens.driver,
    'another driver': trips.tokens.otherDriver,
    'an admin': trips.tokens.admin,
    // A client that is called as the passenger is: the role counts, not the name.
    'a service': await trips.keys.sign({ sub: passengerId, scope: 'service' }),
    nobody: null,
  };
});

afterAll(() => trips.stop());

interface Path {
  query: string;
  variables: () => Record<string, unknown>;
  /** What stands at the end of the path: a booking, or a page of them. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
  end: (data: any) => unknown;
  /** Names of bookings, in the order of the alphabet, or how it was refused; null is a null without an error. */
  gives: Record<Viewer, string[] | 'FORBIDDEN' | 'UNAUTHENTICATED' | null>;
}

const page = '{ totalCount edges { node { id } } }';
const reference = (typename: string, id: string) => ({ references: [{ __typename: typename, id }] });
const entity = (selection: string) =>
  `query ($references: [_Any!]!) { _entities(representations: $references) { ${selection} } }`;

const paths: Record<string, Path> = {
  'booking(id)': {
    query: 'query ($id: ID!) { booking(id: $id) { id } }',
    variables: () => ({ id: bookings.theirs }),
    end: (data) => data.booking,
    gives: {
      'its passenger': ['theirs'],
      'another passenger of the trip': null,
      'a passenger of another trip': null,
      "the trip's driver": ['theirs'],
      'another driver': null,
      'an admin': ['theirs'],
      'a service': null,
      nobody: 'UNAUTHENTICATED',
    },
  },
  '_entities of SeatBooking': {
    query: entity('... on SeatBooking { id }'),
    variables: () => reference('SeatBooking', bookings.theirs),
    end: (data) => data._entities[0],
    gives: {
      'its passenger': ['theirs'],
      'another passenger of the trip': 'FORBIDDEN',
      'a passenger of another trip': 'FORBIDDEN',
      "the trip's driver": ['theirs'],
      'another driver': 'FORBIDDEN',
      'an admin': ['theirs'],
      'a service': 'FORBIDDEN',
      nobody: 'UNAUTHENTICATED',
    },
  },
  'Trip.bookings': {
    query: `query ($id: ID!) { trip(id: $id) { bookings ${page} } }`,
    variables: () => ({ id: tripId }),
    end: (data) => data.trip.bookings,
    gives: {
      'its passenger': ['theirs'],
      'another passenger of the trip': ['mate'],
      'a passenger of another trip': [],
      "the trip's driver": ['mate', 'theirs'],
      'another driver': [],
      'an admin': ['mate', 'theirs'],
      'a service': [],
      nobody: 'UNAUTHENTICATED',
    },
  },
  'Passenger.bookings': {
    query: entity(`... on Passenger { bookings ${page} }`),
    variables: () => reference('Passenger', passengerId),
    end: (data) => data._entities[0].bookings,
    gives: {
      'its passenger': ['theirs'],
      'another passenger of the trip': 'FORBIDDEN',
      'a passenger of another trip': 'FORBIDDEN',
      "the trip's driver": 'FORBIDDEN',
      'another driver': 'FORBIDDEN',
      'an admin': ['theirs'],
      'a service': 'FORBIDDEN',
      nobody: 'UNAUTHENTICATED',
    },
  },
  bookings: {
    query: `{ bookings ${page} }`,
    variables: () => ({}),
    end: (data) => data?.bookings ?? null,
    gives: {
      'its passenger': 'FORBIDDEN',
      'another passenger of the trip': 'FORBIDDEN',
      'a passenger of another trip': 'FORBIDDEN',
      "the trip's driver": 'FORBIDDEN',
      'another driver': 'FORBIDDEN',
      'an admin': ['elsewhere', 'mate', 'theirs'],
      'a service': 'FORBIDDEN',
      nobody: 'UNAUTHENTICATED',
    },
  },
};

interface Page {
  totalCount: number;
  edges: { node: { id: string } }[];
}

const nameOf = (id: string) => Object.entries(bookings).find(([, each]) => each === id)?.[0] ?? id;

/** What an answer gives, as the tables above put it. */
function given({ data, errors }: GraphQLAnswer, end: Path['end']): Path['gives'][Viewer] {
  const found = end(data) as { id: string } | Page | null;
  if (errors) {
    expect(found).toBeNull();
    expect(errors).toHaveLength(1);
    return errors[0]?.extensions.code as 'FORBIDDEN' | 'UNAUTHENTICATED';
  }
  if (!found) return null;
  if ('id' in found) return [nameOf(found.id)];
  expect(found.totalCount).toBe(found.edges.length);
  return found.edges.map(({ node }) => nameOf(node.id)).sort();
}

describe.each(Object.entries(paths))('%s', (_name, { query, variables, end, gives }) => {
  test.each(viewers)('shows %s what they may see', async (viewer) => {
    const answer = await trips.request(query, variables(), tokens[viewer]);
    expect(answer.status).toBe(200);
    expect(given(answer, end)).toEqual(gives[viewer]);
  });
});

test('one booking that a viewer may not see costs no other reference', async () => {
  const references = [bookings.theirs, bookings.mate, bookings.elsewhere].map((id) => ({
    __typename: 'SeatBooking',
    id,
  }));
  const { data, errors } = await trips.request(
    entity('... on SeatBooking { id }'),
    { references },
    trips.tokens.driver,
  );
  expect(data._entities).toEqual([{ id: bookings.theirs }, { id: bookings.mate }, null]);
  expect(errors?.map(({ path, extensions }) => [path?.[1], extensions.code])).toEqual([[2, 'FORBIDDEN']]);
});

test('what anyone may see of a trip tells its seats, and nothing of who sits there', async () => {
  const { data, errors } = await trips.request(
    'query ($id: ID!) { trip(id: $id) { availableSeats seats { number status } bookings { totalCount } } }',
    { id: tripId },
  );
  expect(data.trip).toMatchObject({ availableSeats: 10, bookings: null });
  expect(data.trip.seats.slice(0, 3).map(({ status }: { status: string }) => status)).toEqual([
    'PENDING',
    'PENDING',
    'AVAILABLE',
  ]);
  expect(errors?.map(({ path }) => path)).toEqual([['trip', 'bookings']]);
});

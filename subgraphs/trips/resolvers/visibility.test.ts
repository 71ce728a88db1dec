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
/** The booking ids, by the names that the tables below use. */
let bookings: Record<'own' | 'mate' | 'elsewhere', string>;

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
    own: trip?.bookings[0]?.id ?? '',
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
    // A client with the passenger's id: the role counts, not the id.
    'a service': await trips.keys.sign({ sub: passengerId, scope: 'service' }),
    nobody: null,
  };
});

afterAll(() => trips.stop());

interface Access {
  query: string;
  variables: () => Record<string, unknown>;
  /** Selects the booking or the page of bookings from the response. */
  select: (data: GraphQLAnswer['data']) => unknown;
  /** The visible bookings in alphabetical order, or the refusal; null stands for null without an error. */
  visible: Record<Viewer, string[] | 'FORBIDDEN' | 'UNAUTHENTICATED' | null>;
}

const page = '{ totalCount edges { node { id } } }';
const reference = (typename: string, id: string) => ({ references: [{ __typename: typename, id }] });
const entity = (selection: string) =>
  `query ($references: [_Any!]!) { _entities(representations: $references) { ${selection} } }`;

const accesses: Record<string, Access> = {
  'booking(id)': {
    query: 'query ($id: ID!) { booking(id: $id) { id } }',
    variables: () => ({ id: bookings.own }),
    select: (data) => data.booking,
    visible: {
      'its passenger': ['own'],
      'another passenger of the trip': null,
      'a passenger of another trip': null,
      "the trip's driver": ['own'],
      'another driver': null,
      'an admin': ['own'],
      'a service': null,
      nobody: 'UNAUTHENTICATED',
    },
  },
  '_entities of SeatBooking': {
    query: entity('... on SeatBooking { id }'),
    variables: () => reference('SeatBooking', bookings.own),
    select: (data) => data._entities[0],
    visible: {
      'its passenger': ['own'],
      'another passenger of the trip': 'FORBIDDEN',
      'a passenger of another trip': 'FORBIDDEN',
      "the trip's driver": ['own'],
      'another driver': 'FORBIDDEN',
      'an admin': ['own'],
      'a service': 'FORBIDDEN',
      nobody: 'UNAUTHENTICATED',
    },
  },
  'Trip.bookings': {
    query: `query ($id: ID!) { trip(id: $id) { bookings ${page} } }`,
    variables: () => ({ id: tripId }),
    select: (data) => data.trip.bookings,
    visible: {
      'its passenger': ['own'],
      'another passenger of the trip': ['mate'],
      'a passenger of another trip': [],
      "the trip's driver": ['mate', 'own'],
      'another driver': [],
      'an admin': ['mate', 'own'],
      'a service': [],
      nobody: 'UNAUTHENTICATED',
    },
  },
  'Passenger.bookings': {
    query: entity(`... on Passenger { bookings ${page} }`),
    variables: () => reference('Passenger', passengerId),
    select: (data) => data._entities[0].bookings,
    visible: {
      'its passenger': ['own'],
      'another passenger of the trip': 'FORBIDDEN',
      'a passenger of another trip': 'FORBIDDEN',
      "the trip's driver": 'FORBIDDEN',
      'another driver': 'FORBIDDEN',
      'an admin': ['own'],
      'a service': 'FORBIDDEN',
      nobody: 'UNAUTHENTICATED',
    },
  },
  bookings: {
    query: `{ bookings ${page} }`,
    variables: () => ({}),
    select: (data) => data?.bookings ?? null,
    visible: {
      'its passenger': 'FORBIDDEN',
      'another passenger of the trip': 'FORBIDDEN',
      'a passenger of another trip': 'FORBIDDEN',
      "the trip's driver": 'FORBIDDEN',
      'another driver': 'FORBIDDEN',
      'an admin': ['elsewhere', 'mate', 'own'],
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

/** Maps a response to the form of the tables above. */
function visibleIn({ data, errors }: GraphQLAnswer, select: Access['select']): Access['visible'][Viewer] {
  const found = select(data) as { id: string } | Page | null;
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

describe.each(Object.entries(accesses))('%s', (_name, { query, variables, select, visible }) => {
  test.each(viewers)('shows %s the visible bookings', async (viewer) => {
    const answer = await trips.request(query, variables(), tokens[viewer]);
    expect(answer.status).toBe(200);
    expect(visibleIn(answer, select)).toEqual(visible[viewer]);
  });
});

test('a forbidden booking does not affect other references', async () => {
  const references = [bookings.own, bookings.mate, bookings.elsewhere].map((id) => ({
    __typename: 'SeatBooking',
    id,
  }));
  const { data, errors } = await trips.request(
    entity('... on SeatBooking { id }'),
    { references },
    trips.tokens.driver,
  );
  expect(data._entities).toEqual([{ id: bookings.own }, { id: bookings.mate }, null]);
  expect(errors?.map(({ path, extensions }) => [path?.[1], extensions.code])).toEqual([[2, 'FORBIDDEN']]);
});

test('a trip shows everyone its seats, but not its bookings', async () => {
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

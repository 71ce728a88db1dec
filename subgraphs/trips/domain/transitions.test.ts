import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { idGenerator } from '#platform/ids.ts';
import { refusalOf } from '#test-kit/refusal.ts';
import type { GraphQLAnswer } from '#test-kit/subgraph.ts';
import { clear } from '../model/stored-state.ts';
import { idOf, passengerId, startTrips, type TripsHarness } from '../testing/harness.ts';
import { type Request, requests } from '../testing/requested-steps.ts';
import {
  type Actor,
  actors,
  type Effect,
  effectOn,
  ids,
  roles,
  type State,
  states,
  statusOf,
} from '../testing/states.ts';
import { readTrips, type StoredTrip, storedSeats, storeTrips } from '../testing/stored-trips.ts';
import { bookedMinutesAgo, systemSteps } from '../testing/system-steps.ts';
import { cancelBookingsOfPassenger } from './cancel-for-account.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
  const passenger = { isActive: true, fullName: 'Sara', phoneNumber: '+966500000002' };
  trips.users.set('Passenger', ids['another passenger'], passenger);
});

beforeEach(() => clear(trips.orm));

afterAll(() => trips.stop());

/** Stores a trip for each state, a passenger's, and reads them back. */
async function store(cases: readonly { state: State; passenger: string }[]): Promise<StoredTrip[]> {
  const now = Date.now();
  const inMinutes = (minutes: number) => new Date(now + minutes * 60_000);
  const stored = await storeTrips(
    trips.orm,
    cases.map(({ state: { trip, booking }, passenger }) => ({
      status: statusOf(trip),
      departure: inMinutes(trip === 'DEPARTED' ? -10 : 30),
      bookings: [{ status: booking, bookedAt: inMinutes(-bookedMinutesAgo), passengerId: passenger }],
    })),
  );
  return readTrips(trips.orm.em, stored);
}

const bookingLine = (seat: number, status: string, reason?: string | null) =>
  `${seat} ${status}${reason ? ` ${reason}` : ''}`;

/** What became of a stored trip, where the booking was this passenger's: all that a step may change, or that nothing did. */
async function outcomesOf(before: readonly StoredTrip[], passengerOf: (at: number) => string) {
  const after = await readTrips(
    trips.orm.em,
    before.map(({ id }) => id),
  );
  const [outbox] = await trips.orm.em
    .getConnection()
    .execute<{ told: string }[]>('select count(*) as told from messaging.outbox');
  expect(Number(outbox?.told)).toBe(after.flatMap(({ events }) => events).length);
  return after.map((trip, at) => {
    if (trip.everything === before[at]?.everything) return 'nothing changed';
    const name = (id: string) =>
      id === passengerOf(at) ? 'its passenger' : (actors.find((actor) => ids[actor] === id) ?? id);
    return {
      trip: trip.status,
      free: trip.available_seats,
      bookings: trip.bookings.map((booking) =>
        bookingLine(booking.seat_number, booking.status, booking.cancellation_reason),
      ),
      told: trip.events.map(({ type, data }) => {
        const { status, seatNumber, cause, reason, passengerIds, actor } = data as Record<string, string> & {
          passengerIds?: string[];
          actor: { id: string; role: string };
        };
        const concerned = passengerIds && `to [${passengerIds.map(name)}]`;
        const parts = [type.replace(/^trips\.|\.v1$/g, ''), status, seatNumber, cause, reason, concerned];
        return [...parts.filter((part) => part !== undefined), `by ${name(actor.id)}, ${actor.role}`].join(' ');
      }),
    };
  });
}

/** What should have become of it. */
function expectedOutcome({ trip, booking }: State, effect: Effect | undefined, by: string) {
  if (!effect) return 'nothing changed';
  const { books, reason } = effect;
  const later = effect.booking ?? booking;
  const held = (later === 'CANCELLED' ? 0 : 1) + (books ? 1 : 0);
  return {
    trip: effect.trip ?? statusOf(trip),
    free: storedSeats - held,
    bookings: [bookingLine(1, later, reason), ...(books ? [bookingLine(books, 'PENDING')] : [])],
    told: effect.tells.map((line) => `${line} by ${by}`),
  };
}

const nameOf = ({ trip, booking }: State) => `${trip} trip, ${booking} booking`;

async function tokenOf(actor: Actor, id = ids[actor]): Promise<string | null> {
  const scope = roles[actor];
  return scope && trips.keys.sign({ sub: id, scope, phone_number: '+966500000001' });
}

function ask({ mutation }: Request, input: Record<string, unknown>, token: string | null): Promise<GraphQLAnswer> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  return trips.request(`mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`, { input }, token);
}

/** How it is refused before any state is looked at. */
function refusedAsSuch({ may }: Request, actor: Actor): Record<string, unknown> | null {
  if (actor === 'nobody') return { code: 'UNAUTHENTICATED' };
  return may.includes(actor) ? null : { code: 'FORBIDDEN' };
}

describe.each(Object.entries(requests))('%s', (_name, request) => {
  test('in every state, for everyone, does what the domain says or changes nothing', async () => {
    // Each case has a passenger of its own: what one may have booked is limited.
    const cases = states
      .flatMap((state) => actors.map((actor) => ({ state, actor })))
      .map((each, at) => ({ ...each, passenger: `p_${String(at).padStart(32, '0')}` }));
    const before = await store(cases);
    const answers = await Promise.all(
      cases.map(async ({ actor, passenger }, at) => {
        const trip = before[at];
        const id = request.of === 'tripId' ? trip?.id : trip?.bookings[0]?.id;
        const token = await tokenOf(actor, actor === 'its passenger' ? passenger : ids[actor]);
        return ask(request, { [request.of]: id, ...request.input?.(actor) }, token);
      }),
    );
    const outcomes = await outcomesOf(before, (at) => cases[at]?.passenger ?? '');

    const names = cases.map(({ state, actor }) => `${nameOf(state)}, ${actor}`);
    const seen = answers.map((answer, at) => [
      names[at],
      { refused: answer.errors ? refusalOf(answer) : null, outcome: outcomes[at] },
    ]);
    const expected = cases.map(({ state, actor }, at) => {
      const effect = effectOn(state, request.rows);
      const refused = refusedAsSuch(request, actor) ?? (effect ? null : request.refusal(state));
      return [
        names[at],
        { refused, outcome: expectedOutcome(state, refused ? undefined : effect, `${actor}, ${roles[actor]}`) },
      ];
    });
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
  });

  test.each(actors)('looks at the token, the scope, the input and then what there is, for %s', async (actor) => {
    const { of: field, fault, scopes } = request;
    const token = await tokenOf(actor);
    const refusedOf = async (change: Record<string, unknown>) =>
      refusalOf(await ask(request, { ...request.input?.(actor), ...change }, token));
    const early = refusedAsSuch({ ...request, may: scopes }, actor);
    const prefix = field === 'tripId' ? 't' : 'b';

    expect(await refusedOf({ [field]: idOf('v', '9') })).toEqual(early ?? { code: 'BAD_USER_INPUT', field });
    expect(await refusedOf({ [field]: idOf(prefix, '9') })).toEqual(early ?? { code: 'NOT_FOUND', field });
    if (!fault) return;
    const badInput = early ?? { code: 'BAD_USER_INPUT', field: Object.keys(fault)[0] };
    expect(await refusedOf({ [field]: idOf(prefix, '9'), ...fault })).toEqual(badInput);
    const state: State = { trip: 'COMPLETED', booking: 'COMPLETED' };
    const [trip] = await store([{ state, passenger: ids['its passenger'] }]);
    const id = field === 'tripId' ? trip?.id : trip?.bookings[0]?.id;
    expect(await refusedOf({ [field]: id, ...fault })).toEqual(badInput);
  });
});

test.each(Object.entries(systemSteps))('%s does what the domain says in every state', async (_name, { run, rows }) => {
  const before = await store(states.map((state) => ({ state, passenger: passengerId })));
  const now = new Date();
  await run(trips.orm.em.fork(), { now, newId: idGenerator({ now: () => now }) });
  const outcomes = await outcomesOf(before, () => passengerId);
  const seen = states.map((state, at) => [nameOf(state), outcomes[at]]);
  const expected = states.map((state) => [
    nameOf(state),
    expectedOutcome(state, effectOn(state, rows), 'system, system'),
  ]);
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
});

test("the end of a passenger's account leaves those who sit beside them", async () => {
  const now = new Date();
  const confirmed = { status: 'CONFIRMED', bookedAt: now } as const;
  const beside = { ...confirmed, passengerId: ids['another passenger'] };
  const departure = new Date(now.getTime() + 60_000);
  const stored = await storeTrips(trips.orm, [{ departure, bookings: [confirmed, beside, confirmed] }]);
  const origin = { now, newId: idGenerator({ now: () => now }) };
  expect(await cancelBookingsOfPassenger(trips.orm.em.fork(), passengerId, origin)).toBe(1);
  const [trip] = await readTrips(trips.orm.em, stored);
  expect(trip?.bookings.map(({ status }) => status)).toEqual(['CANCELLED', 'CONFIRMED', 'CANCELLED']);
  expect(trip?.available_seats).toBe(storedSeats - 1);
  expect(trip?.events.map(({ data }) => data.passengerId)).toEqual([passengerId, passengerId]);
});

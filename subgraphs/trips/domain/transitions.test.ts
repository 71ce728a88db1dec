import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { idGenerator } from '#platform/ids.ts';
import { mutationText } from '#test-kit/mutation-text.ts';
import { refusalOf } from '#test-kit/refusal.ts';
import type { GraphQLAnswer } from '#test-kit/subgraph.ts';
import { idOf, passengerId, startTrips, type TripsHarness } from '../testing/harness.ts';
import { type RequestedTransition, requestedTransitions } from '../testing/requested-transitions.ts';
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
import { deleteTrips, readTrips, type StoredTrip, storedSeats, storeTrips } from '../testing/stored-trips.ts';
import { bookedMinutesAgo, systemTransitions } from '../testing/system-transitions.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
  const passenger = { isActive: true, fullName: 'Sara', phoneNumber: '+966500000002' };
  trips.users.set('Passenger', ids['another passenger'], passenger);
});

beforeEach(() => deleteTrips(trips.orm));

afterAll(() => trips.stop());

/** Stores a trip with a passenger's booking for each case, and reads them back. */
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

/** The changes that a transition made to each stored trip. `passengerOf` returns the passenger of the nth trip's booking. */
async function outcomesOf(before: readonly StoredTrip[], passengerOf: (at: number) => string) {
  const after = await readTrips(
    trips.orm.em,
    before.map(({ id }) => id),
  );
  const [outbox] = await trips.orm.em
    .getConnection()
    .execute<{ events: string }[]>(
      `select count(*) as events from messaging.outbox where message_type <> 'trips.change-recorded.v1'`,
    );
  expect(Number(outbox?.events)).toBe(after.flatMap(({ events }) => events).length);
  return after.map((trip, at) => {
    if (trip.everything === before[at]?.everything) return 'nothing changed';
    const name = (id: string) =>
      id === passengerOf(at) ? 'its passenger' : (actors.find((actor) => ids[actor] === id) ?? id);
    return {
      trip: trip.status,
      available: trip.available_seats,
      bookings: trip.bookings.map((booking) =>
        bookingLine(booking.seat_number, booking.status, booking.cancellation_reason),
      ),
      events: trip.events.map(({ type, data }) => {
        const { status, seatNumber, cause, reason, passengerIds, actor } = data as Record<string, string> & {
          passengerIds?: string[];
          actor: { id: string; role: string };
        };
        const affected = passengerIds && `to [${passengerIds.map(name)}]`;
        const parts = [type.replace(/^trips\.|\.v1$/g, ''), status, seatNumber, cause, reason, affected];
        return [...parts.filter((part) => part !== undefined), `by ${name(actor.id)}, ${actor.role}`].join(' ');
      }),
    };
  });
}

/** The expected form of {@link outcomesOf}. */
function expectedOutcome({ trip, booking }: State, effect: Effect | undefined, actor: string) {
  if (!effect) return 'nothing changed';
  const { bookedSeat, blockedSeat, reason } = effect;
  const status = effect.booking ?? booking;
  const taken = (status === 'CANCELLED' ? 0 : 1) + (bookedSeat || blockedSeat ? 1 : 0);
  return {
    trip: effect.trip ?? statusOf(trip),
    available: storedSeats - taken,
    bookings: [
      bookingLine(1, status, reason),
      ...(bookedSeat ? [bookingLine(bookedSeat, 'PENDING')] : []),
      ...(blockedSeat ? [bookingLine(blockedSeat, 'BLOCKED')] : []),
    ],
    events: effect.events.map((line) => `${line} by ${actor}`),
  };
}

const nameOf = ({ trip, booking }: State) => `${trip} trip, ${booking} booking`;

async function tokenOf(actor: Actor, id = ids[actor]): Promise<string | null> {
  const scope = roles[actor];
  return scope && trips.keys.sign({ sub: id, scope, phone_number: '+966500000001' });
}

function send(
  { mutation }: RequestedTransition,
  input: Record<string, unknown>,
  token: string | null,
): Promise<GraphQLAnswer> {
  return trips.request(mutationText(mutation, '{ __typename }'), { input }, token);
}

/** The refusal of an actor without permission, whatever the state. */
function permissionRefusal(allowed: readonly Actor[], actor: Actor): Record<string, unknown> | null {
  if (actor === 'nobody') return { code: 'UNAUTHENTICATED' };
  return allowed.includes(actor) ? null : { code: 'FORBIDDEN' };
}

describe.each(Object.entries(requestedTransitions))('%s', (_name, transition) => {
  test('has the documented effect or changes nothing, in every state and for every actor', async () => {
    // Each case has a passenger of its own, because a passenger's bookings are limited.
    const cases = states
      .flatMap((state) => actors.map((actor) => ({ state, actor })))
      .map((each, at) => ({ ...each, passenger: `p_${String(at).padStart(32, '0')}` }));
    const before = await store(cases);
    const answers = await Promise.all(
      cases.map(async ({ actor, passenger }, at) => {
        const trip = before[at];
        const id = transition.idField === 'tripId' ? trip?.id : trip?.bookings[0]?.id;
        const token = await tokenOf(actor, actor === 'its passenger' ? passenger : ids[actor]);
        return send(transition, { [transition.idField]: id, ...transition.input?.(actor) }, token);
      }),
    );
    const outcomes = await outcomesOf(before, (at) => cases[at]?.passenger ?? '');

    const names = cases.map(({ state, actor }) => `${nameOf(state)}, ${actor}`);
    const seen = answers.map((answer, at) => [
      names[at],
      { refused: answer.errors ? refusalOf(answer) : null, outcome: outcomes[at] },
    ]);
    const expected = cases.map(({ state, actor }, at) => {
      const effect = effectOn(state, transition.table);
      const refused = permissionRefusal(transition.allowed, actor) ?? (effect ? null : transition.refusal(state));
      return [
        names[at],
        { refused, outcome: expectedOutcome(state, refused ? undefined : effect, `${actor}, ${roles[actor]}`) },
      ];
    });
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
  });

  test.each(actors)('checks token, scope and input before it reads rows, for %s', async (actor) => {
    const { idField: field, invalidInput, scopes } = transition;
    const token = await tokenOf(actor);
    const refusedOf = async (change: Record<string, unknown>) =>
      refusalOf(await send(transition, { ...transition.input?.(actor), ...change }, token));
    const early = permissionRefusal(scopes, actor);
    const prefix = field === 'tripId' ? 't' : 'b';

    expect(await refusedOf({ [field]: idOf('v', '9') })).toEqual(early ?? { code: 'BAD_USER_INPUT', field });
    expect(await refusedOf({ [field]: idOf(prefix, '9') })).toEqual(early ?? { code: 'NOT_FOUND', field });
    if (!invalidInput) return;
    const badInput = early ?? { code: 'BAD_USER_INPUT', field: Object.keys(invalidInput)[0] };
    expect(await refusedOf({ [field]: idOf(prefix, '9'), ...invalidInput })).toEqual(badInput);
    const state: State = { trip: 'COMPLETED', booking: 'COMPLETED' };
    const [trip] = await store([{ state, passenger: ids['its passenger'] }]);
    const id = field === 'tripId' ? trip?.id : trip?.bookings[0]?.id;
    expect(await refusedOf({ [field]: id, ...invalidInput })).toEqual(badInput);
  });
});

test.each(Object.entries(systemTransitions))('%s has the documented effect in every state', async (_name, system) => {
  const before = await store(states.map((state) => ({ state, passenger: passengerId })));
  const now = new Date();
  await system.run(trips.orm.em.fork(), { now, newId: idGenerator({ now: () => now }) });
  const outcomes = await outcomesOf(before, () => passengerId);
  const seen = states.map((state, at) => [nameOf(state), outcomes[at]]);
  const expected = states.map((state) => [
    nameOf(state),
    expectedOutcome(state, effectOn(state, system.table), 'system, system'),
  ]);
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
});

import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput, notFound, Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { requestScope } from '#platform/graphql/request-scope.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { WorkLimit } from '#platform/run/work-limit.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { Trip, unbookableReason } from '../../entities/trip.ts';
import { maxWaitingSeats, WaitlistEntry } from '../../entities/waitlist-entry.ts';
import { waitlistChangedEvent } from '../../events/published.ts';
import { type BookedPassenger, findPassenger } from '../bookings/book-seats/booked-passenger.ts';
import { type IdempotentWork, once } from '../idempotency.ts';
import { lockTrip } from '../lock-trip.ts';
import type { Users } from '../users.ts';
import { bookWaiting } from './book-waiting.ts';

/** Entries that wait on one trip, and for one passenger on all trips. Concurrent requests of one passenger may exceed the latter. */
export const waitlistLimits = { onTrip: 100, ofPassenger: 20 } as const;

/**
 * Requests to join that an instance runs at once, those that wait to run, and for how many milliseconds: as long as for a connection. Others
 * are refused with RATE_LIMITED.
 */
export const joinBounds = { running: 4, waiting: 500, longestWait: 8_000 } as const;

/** Seconds to wait before a retry, when a request could not run. */
const retryAfter = 1;

/**
 * Returns the limit of an instance. The passengers of a trip that is sold out come as a crowd, and each request waits for the trip's
 * lock with a connection: without a limit they would leave none for the bookings of other trips.
 */
export const joinLimit = (): WorkLimit => new WorkLimit(joinBounds, () => rateLimited(retryAfter));

export interface JoinWaitlist extends ActionContext {
  tripId: string;
  seatCount: number;
  idempotencyKey?: string | null | undefined;
  users: Users;
  limit: WorkLimit;
}

/**
 * Puts the actor, a passenger, on the waiting list of a bookable trip, and books at once if enough seats are free. A passenger has
 * one waiting entry on a trip: joining again changes its number of seats, and for more of them it waits at the end of the list.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, TRIP_NOT_BOOKABLE, RATE_LIMITED, IDEMPOTENCY_CONFLICT
 */
export function joinWaitlist(em: EntityManager, input: JoinWaitlist): Promise<WaitlistEntry> {
  const { tripId, seatCount, idempotencyKey: key, actor, users, limit } = input;
  requireId(tripId, 'tripId', 't');
  if (seatCount < 1 || seatCount > maxWaitingSeats) throw badUserInput('seatCount');
  const request = { operation: 'joinWaitlist', key, input: { tripId, seatCount } };
  const work: IdempotentWork<BookedPassenger, WaitlistEntry> = {
    prepare: async () => {
      await refuseOnFullList(em.fork(), input);
      return findPassenger(actor, actor.id, users);
    },
    work: async (tx, passenger) => [(await join(tx, passenger, input)).id],
    read: (reader, [id]) => {
      // A repeated request appends no event.
      requestScope.changed(tripId);
      return reader.findOneOrFail(WaitlistEntry, { id: id as string });
    },
  };
  return limit.run(() => once(em, request, input, work));
}

/** Refuses most of a crowd without the trip's lock. */
async function refuseOnFullList(em: EntityManager, input: JoinWaitlist): Promise<void> {
  const { tripId: id } = input;
  if ((await countWaiting(em, id)) >= waitlistLimits.onTrip)
    await requireJoinable(em, await em.findOne(Trip, { id }), input);
}

const countWaiting = (em: EntityManager, tripId: string): Promise<number> =>
  em.count(WaitlistEntry, { trip: tripId, status: 'WAITING' });

/**
 * Returns the trip, and the passenger's waiting entry on it, if there is one.
 *
 * @throws Refusal NOT_FOUND, BAD_USER_INPUT, TRIP_NOT_BOOKABLE, RATE_LIMITED
 */
async function requireJoinable(
  em: EntityManager,
  trip: Trip | null,
  { tripId, seatCount, actor: { id: passengerId }, now }: JoinWaitlist,
): Promise<{ trip: Trip; existing: WaitlistEntry | null }> {
  if (!trip) throw notFound('tripId');
  if (seatCount > trip.totalSeats) throw badUserInput('seatCount');
  const reason = unbookableReason(trip, now);
  if (reason !== null) throw new Refusal('TRIP_NOT_BOOKABLE', { reason });
  const existing = await em.findOne(WaitlistEntry, { trip: tripId, passengerId, status: 'WAITING' });
  if (!existing) {
    const { onTrip, ofPassenger } = waitlistLimits;
    const ofThisPassenger = await em.count(WaitlistEntry, { passengerId, status: 'WAITING' });
    if ((await countWaiting(em, tripId)) >= onTrip || ofThisPassenger >= ofPassenger) throw rateLimited();
  }
  return { trip, existing };
}

async function join(tx: EntityManager, passenger: BookedPassenger, input: JoinWaitlist): Promise<WaitlistEntry> {
  const { tripId, seatCount, actor, now } = input;
  const { trip, existing } = await requireJoinable(tx, await lockTrip(tx, tripId), input);
  const isUnchanged = existing?.seatCount === seatCount;
  const entry = existing ?? (await addEntry(tx, trip, passenger, input));
  if (!isUnchanged && existing) existing.resize(seatCount, await nextTurn(tx, tripId), now);
  await bookWaiting(tx, trip, input);
  if (!isUnchanged && entry.status === 'WAITING') appendToOutbox(tx, waitlistChangedEvent(tripId, actor, input));
  return entry;
}

async function addEntry(
  tx: EntityManager,
  trip: Trip,
  { id: passengerId, name, phoneNumber }: BookedPassenger,
  { seatCount, now, newId }: JoinWaitlist,
): Promise<WaitlistEntry> {
  const entry = tx.create(WaitlistEntry, {
    id: newId('w'),
    trip,
    passengerId,
    passengerName: name,
    passengerPhone: phoneNumber,
    seatCount,
    turn: await nextTurn(tx, trip.id),
    status: 'WAITING',
    bookingIds: [],
    createdAt: now,
    updatedAt: now,
  });
  tx.persist(entry);
  return entry;
}

/** The turn after every other of the locked trip. */
async function nextTurn(tx: EntityManager, tripId: string): Promise<number> {
  const last = await tx.findOne(
    WaitlistEntry,
    { trip: tripId },
    { orderBy: { turn: 'desc' }, disableIdentityMap: true },
  );
  return (last?.turn ?? 0) + 1;
}

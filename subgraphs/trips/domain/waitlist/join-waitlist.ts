import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput, notFound, Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { type Trip, unbookableReason } from '../../entities/trip.ts';
import { maxWaitingSeats, WaitlistEntry } from '../../entities/waitlist-entry.ts';
import { waitlistChangedEvent } from '../../events/published.ts';
import { type BookedPassenger, findPassenger } from '../bookings/book-seats/booked-passenger.ts';
import { once } from '../idempotency.ts';
import { lockTrip } from '../lock-trip.ts';
import type { Users } from '../users.ts';
import { bookWaiting } from './book-waiting.ts';

/** Entries that wait on one trip, and for one passenger on all trips. Concurrent requests of one passenger may exceed the latter. */
export const waitlistLimits = { onTrip: 100, ofPassenger: 20 } as const;

export interface JoinWaitlist extends ActionContext {
  tripId: string;
  seatCount: number;
  idempotencyKey?: string | null | undefined;
  users: Users;
}

/**
 * Puts the actor, a passenger, on the waiting list of a bookable trip, and books at once if enough seats are free. A passenger has
 * one waiting entry on a trip: joining again changes its number of seats, and for more of them it waits at the end of the list.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, TRIP_NOT_BOOKABLE, RATE_LIMITED, IDEMPOTENCY_CONFLICT
 */
export function joinWaitlist(em: EntityManager, input: JoinWaitlist): Promise<WaitlistEntry> {
  const { tripId, seatCount, idempotencyKey: key, actor, users } = input;
  requireId(tripId, 'tripId', 't');
  if (seatCount < 1 || seatCount > maxWaitingSeats) throw badUserInput('seatCount');
  return once(em, { operation: 'joinWaitlist', key, input: { tripId, seatCount } }, input, {
    prepare: () => findPassenger(actor, actor.id, users),
    work: async (tx, passenger) => [(await join(tx, passenger, input)).id],
    read: (reader, [id]) => reader.findOneOrFail(WaitlistEntry, { id: id as string }),
  });
}

async function join(tx: EntityManager, passenger: BookedPassenger, input: JoinWaitlist): Promise<WaitlistEntry> {
  const { tripId, seatCount, actor, now } = input;
  const trip = await lockTrip(tx, tripId);
  if (!trip) throw notFound('tripId');
  if (seatCount > trip.totalSeats) throw badUserInput('seatCount');
  const reason = unbookableReason(trip, now);
  if (reason !== null) throw new Refusal('TRIP_NOT_BOOKABLE', { reason });

  const existing = await tx.findOne(WaitlistEntry, { trip: tripId, passengerId: actor.id, status: 'WAITING' });
  if (existing?.seatCount === seatCount) return existing;
  const entry = existing ?? (await addEntry(tx, trip, passenger, input));
  if (existing) existing.resize(seatCount, await nextTurn(tx, tripId), now);
  await bookWaiting(tx, trip, input);
  if (entry.status === 'WAITING') appendToOutbox(tx, waitlistChangedEvent(tripId, actor, input));
  return entry;
}

async function addEntry(
  tx: EntityManager,
  trip: Trip,
  { id: passengerId, name, phoneNumber }: BookedPassenger,
  { seatCount, now, newId }: JoinWaitlist,
): Promise<WaitlistEntry> {
  const { onTrip, ofPassenger } = waitlistLimits;
  const onThisTrip = await tx.count(WaitlistEntry, { trip: trip.id, status: 'WAITING' });
  const ofThisPassenger = await tx.count(WaitlistEntry, { passengerId, status: 'WAITING' });
  if (onThisTrip >= onTrip || ofThisPassenger >= ofPassenger) throw rateLimited();
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

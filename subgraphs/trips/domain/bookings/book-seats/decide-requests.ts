import { badUserInput, notFound, Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { unbookableReason } from '../../../entities/trip.ts';
import type { CheckedKey } from '../../idempotency.ts';
import { passengerLimits } from './passenger-limits.ts';
import type { SeatAvailability } from './read-seat-availability.ts';

type ActiveSeats = NonNullable<SeatAvailability['active_seats']>[number];

/** A request for seats of one trip. */
export interface SeatRequest {
  /** In ascending order. */
  seats: readonly number[];
  accountId: string;
  key: CheckedKey | null;
  /** The passenger to whom the limits apply; null for an admin's request. */
  limitedPassenger: string | null;
}

/** Each request is in one of the lists. */
export interface Decision<Request> {
  refused: { request: Request; refusal: Refusal }[];
  /** Requests that were done before with the same key, with the ids of their bookings. */
  repeated: { request: Request; ids: string[] }[];
  /** Requests that can be written together. */
  free: Request[];
  /** Requests that conflict with a free one. They must be decided again after the free one is written. */
  deferred: Request[];
}

/**
 * Decides requests for seats of one trip, in order. A request is checked for its key first, then for the trip, the seats and the
 * passenger's limits.
 */
export function decideRequests<Request extends SeatRequest>(
  availability: SeatAvailability,
  requests: readonly Request[],
  now: Date,
): Decision<Request> {
  const decision: Decision<Request> = { refused: [], repeated: [], free: [], deferred: [] };
  const usedKeys = new Map((availability.used_keys ?? []).map((used) => [keyName(used.account_id, used.key), used]));
  const activeSeats = new Map((availability.active_seats ?? []).map((active) => [active.passenger_id, active]));
  const taken = new Set(availability.taken_seats);
  const batch = new CompatibleBatch();

  for (const request of requests) {
    const { seats, accountId, key, limitedPassenger } = request;
    const used = key && usedKeys.get(keyName(accountId, key.key));
    if (used) {
      if (used.request_hash === key.hash()) decision.repeated.push({ request, ids: used.result_ids });
      else decision.refused.push({ request, refusal: new Refusal('IDEMPOTENCY_CONFLICT') });
      continue;
    }
    const active = limitedPassenger === null ? undefined : activeSeats.get(limitedPassenger);
    const refusal =
      tripRefusal(availability, seats, now) ?? seatRefusal(seats, taken) ?? limitRefusal(active, seats.length);
    if (refusal) decision.refused.push({ request, refusal });
    else if (batch.conflictsWith(request, active)) decision.deferred.push(request);
    else decision.free.push(batch.add(request));
  }
  return decision;
}

function tripRefusal(availability: SeatAvailability, seats: readonly number[], now: Date): Refusal | null {
  const { status, departure_time_utc, total_seats } = availability;
  if (status === null) return notFound('tripId');
  if (seats.some((seat) => seat > total_seats)) return badUserInput('seatNumbers');
  const reason = unbookableReason({ status, departureTimeUtc: new Date(departure_time_utc) }, now);
  return reason === null ? null : new Refusal('TRIP_NOT_BOOKABLE', { reason });
}

function seatRefusal(seats: readonly number[], taken: ReadonlySet<number>): Refusal | null {
  const seatNumbers = seats.filter((seat) => taken.has(seat));
  return seatNumbers.length > 0 ? new Refusal('SEAT_TAKEN', { seatNumbers }) : null;
}

function limitRefusal(active: ActiveSeats | undefined, seats: number): Refusal | null {
  if (!active) return null;
  const { onTrip, pending } = passengerLimits;
  return active.on_trip + seats > onTrip || active.pending + seats > pending ? rateLimited() : null;
}

/** Selects the requests that do not conflict with each other, without regard to the database. Of two, the earlier one wins. */
export function selectCompatible<Request extends SeatRequest>(requests: readonly Request[]): Request[] {
  const batch = new CompatibleBatch();
  return requests.filter((request) => !batch.conflictsWith(request, undefined) && batch.add(request));
}

class CompatibleBatch {
  readonly #seats = new Set<number>();
  readonly #keys = new Set<string>();
  readonly #seatsOf = new Map<string, number>();

  /** Two requests conflict when they book the same seat, have the same key, or together exceed the limits of one passenger. */
  conflictsWith({ seats, accountId, key, limitedPassenger }: SeatRequest, active: ActiveSeats | undefined): boolean {
    const wanted = seats.length + (this.#seatsOf.get(limitedPassenger ?? '') ?? 0);
    return (
      seats.some((seat) => this.#seats.has(seat)) ||
      (key !== null && this.#keys.has(keyName(accountId, key.key))) ||
      limitRefusal(active, wanted) !== null
    );
  }

  add<Request extends SeatRequest>(request: Request): Request {
    const { seats, accountId, key, limitedPassenger } = request;
    for (const seat of seats) this.#seats.add(seat);
    if (key) this.#keys.add(keyName(accountId, key.key));
    if (limitedPassenger !== null) {
      this.#seatsOf.set(limitedPassenger, (this.#seatsOf.get(limitedPassenger) ?? 0) + seats.length);
    }
    return request;
  }
}

/** Unique, because account ids contain no space. */
const keyName = (accountId: string, key: string): string => `${accountId} ${key}`;

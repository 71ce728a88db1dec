import { badUserInput, notFound, Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { unbookableReason } from '../../../entities/trip.ts';
import type { CheckedKey } from '../../idempotency.ts';
import { chooseSeats } from '../choose-seats.ts';
import { type ActiveSeats, allowsMore } from './passenger-limits.ts';
import type { SeatAvailability } from './read-seat-availability.ts';

/** These seats, in ascending order, or any seats: as many as counted. */
export type RequestedSeats = { numbers: readonly number[] } | { count: number };

/** A request for seats of one trip. */
export interface SeatRequest {
  requested: RequestedSeats;
  accountId: string;
  key: CheckedKey | null;
  /** The passenger to whom the limits apply; null for an admin's request. */
  limitedPassenger: string | null;
}

/** A request with the seats to book for it, in ascending order. */
export interface FreeRequest<Request> {
  request: Request;
  seats: readonly number[];
}

/** Each request is in one of the lists. */
export interface Decision<Request> {
  refused: { request: Request; refusal: Refusal }[];
  /** Requests that were done before with the same key, with the ids of their bookings. */
  repeated: { request: Request; ids: string[] }[];
  /** Requests that can be written together. */
  free: FreeRequest<Request>[];
  /** Requests that conflict with a free one. They must be decided again after the free one is written. */
  deferred: Request[];
}

export const countOf = (requested: RequestedSeats): number =>
  'count' in requested ? requested.count : requested.numbers.length;

/**
 * Decides requests for seats of one trip, in order, and chooses the seats of those that name no numbers. A request is checked
 * for its key first, then for the trip, the seats and the passenger's limits.
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
  const batch = new CompatibleBatch(availability, taken);

  for (const request of requests) {
    const { requested, accountId, key, limitedPassenger } = request;
    const used = key && usedKeys.get(keyName(accountId, key.key));
    if (used) {
      if (used.request_hash === key.hash()) decision.repeated.push({ request, ids: used.result_ids });
      else decision.refused.push({ request, refusal: new Refusal('IDEMPOTENCY_CONFLICT') });
      continue;
    }
    const active = limitedPassenger === null ? undefined : activeSeats.get(limitedPassenger);
    const refusal =
      tripRefusal(availability, requested, now) ??
      seatRefusal(availability, requested, taken) ??
      limitRefusal(active, countOf(requested), availability);
    if (refusal) {
      decision.refused.push({ request, refusal });
      continue;
    }
    const seats = batch.add(request, active);
    if (seats) decision.free.push({ request, seats });
    else decision.deferred.push(request);
  }
  return decision;
}

function tripRefusal(availability: SeatAvailability, requested: RequestedSeats, now: Date): Refusal | null {
  const { status, departure_time_utc, total_seats } = availability;
  if (status === null) return notFound('tripId');
  if ('numbers' in requested && requested.numbers.some((seat) => seat > total_seats))
    return badUserInput('seatNumbers');
  const reason = unbookableReason({ status, departureTimeUtc: new Date(departure_time_utc) }, now);
  return reason === null ? null : new Refusal('TRIP_NOT_BOOKABLE', { reason });
}

function seatRefusal(
  { total_seats }: SeatAvailability,
  requested: RequestedSeats,
  taken: ReadonlySet<number>,
): Refusal | null {
  if ('count' in requested) {
    return total_seats - taken.size < requested.count ? new Refusal('SEAT_TAKEN', { seatNumbers: [] }) : null;
  }
  const seatNumbers = requested.numbers.filter((seat) => taken.has(seat));
  return seatNumbers.length > 0 ? new Refusal('SEAT_TAKEN', { seatNumbers }) : null;
}

function limitRefusal(
  active: ActiveSeats | undefined,
  seats: number,
  { booking_approval }: Pick<SeatAvailability, 'booking_approval'>,
): Refusal | null {
  return active && !allowsMore(active, seats, booking_approval) ? rateLimited() : null;
}

/**
 * Selects the requests that do not conflict with each other, without regard to the database. Of two, the earlier one wins. All
 * of them name the numbers of their seats.
 */
export function selectCompatible<Request extends SeatRequest>(requests: readonly Request[]): FreeRequest<Request>[] {
  const batch = new CompatibleBatch({ total_seats: 0, booking_approval: 'DRIVER' }, new Set());
  return requests.flatMap((request) => {
    const seats = batch.add(request, undefined);
    return seats ? [{ request, seats }] : [];
  });
}

type TripSeats = Pick<SeatAvailability, 'total_seats' | 'booking_approval'>;

class CompatibleBatch {
  readonly #trip: TripSeats;
  /** The seats that are taken or that the batch books. */
  readonly #unavailable: Set<number>;
  readonly #keys = new Set<string>();
  readonly #seatsOf = new Map<string, number>();

  constructor(trip: TripSeats, taken: ReadonlySet<number>) {
    this.#trip = trip;
    this.#unavailable = new Set(taken);
  }

  /**
   * Adds the request and returns its seats, or returns null when it conflicts with the batch: both book the same seat, have the
   * same key, or together exceed the limits of one passenger, or the batch leaves too few seats.
   */
  add({ requested, accountId, key, limitedPassenger }: SeatRequest, active: ActiveSeats | undefined) {
    const ofPassenger = countOf(requested) + (this.#seatsOf.get(limitedPassenger ?? '') ?? 0);
    if (key && this.#keys.has(keyName(accountId, key.key))) return null;
    if (limitRefusal(active, ofPassenger, this.#trip)) return null;
    const seats = this.#seatsFor(requested);
    if (!seats) return null;
    for (const seat of seats) this.#unavailable.add(seat);
    if (key) this.#keys.add(keyName(accountId, key.key));
    if (limitedPassenger !== null) this.#seatsOf.set(limitedPassenger, ofPassenger);
    return seats;
  }

  #seatsFor(requested: RequestedSeats): readonly number[] | null {
    if ('count' in requested) return chooseSeats(this.#trip.total_seats, this.#unavailable, requested.count);
    return requested.numbers.some((seat) => this.#unavailable.has(seat)) ? null : requested.numbers;
  }
}

/** Unique, because account ids contain no space. */
const keyName = (accountId: string, key: string): string => `${accountId} ${key}`;

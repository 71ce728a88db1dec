import { badUserInput, notFound, Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { unbookableReason } from '../../../entities/trip.ts';
import type { CheckedKey } from '../../idempotency.ts';
import { passengerLimits } from './passenger-limits.ts';
import type { Findings } from './write-bookings.ts';

type Load = NonNullable<Findings['loads']>[number];

/** What of a request decides its fate. */
export interface SeatRequest {
  /** Ascending. */
  seats: readonly number[];
  accountId: string;
  /** The same key with another input is a conflict. */
  key: CheckedKey | null;
  /** The passenger whose limits bind it. */
  limitedPassenger: string | null;
}

/** Every request is in one of the lists. */
export interface Decision<Request> {
  refused: { request: Request; refusal: Refusal }[];
  /** Carried out before, with the same key: these are the ids of what came of it. */
  repeated: { request: Request; ids: string[] }[];
  /** Nothing stands against them, nor they against each other. */
  free: Request[];
  /** What one of the free ones is about to take stands against them: they are to be looked at again once that is written. */
  later: Request[];
}

/**
 * Decides requests for seats of one trip, in their order, by what the database says of them: the key first, then
 * the trip, the seats, the passenger's limits.
 */
export function decideRequests<Request extends SeatRequest>(
  findings: Findings,
  requests: readonly Request[],
  now: Date,
): Decision<Request> {
  const decision: Decision<Request> = { refused: [], repeated: [], free: [], later: [] };
  const priors = new Map((findings.priors ?? []).map((prior) => [keyName(prior.account_id, prior.key), prior]));
  const loads = new Map((findings.loads ?? []).map((load) => [load.passenger_id, load]));
  const taken = new Set(findings.taken);
  const mates = new Mates();

  for (const request of requests) {
    const { seats, accountId, key, limitedPassenger } = request;
    const prior = key && priors.get(keyName(accountId, key.key));
    if (prior) {
      if (prior.request_hash === key.hash()) decision.repeated.push({ request, ids: prior.result_ids });
      else decision.refused.push({ request, refusal: new Refusal('IDEMPOTENCY_CONFLICT') });
      continue;
    }
    const load = limitedPassenger === null ? undefined : loads.get(limitedPassenger);
    const refusal = againstTrip(findings, seats, now) ?? againstSeats(seats, taken) ?? againstLoad(load, seats.length);
    if (refusal) decision.refused.push({ request, refusal });
    else if (mates.standAgainst(request, load)) decision.later.push(request);
    else decision.free.push(mates.join(request));
  }
  return decision;
}

function againstTrip(findings: Findings, seats: readonly number[], now: Date): Refusal | null {
  const { status, departure_time_utc, total_seats } = findings;
  if (status === null) return notFound('tripId');
  if (seats.some((seat) => seat > total_seats)) return badUserInput('seatNumbers');
  const reason = unbookableReason({ status, departureTimeUtc: new Date(departure_time_utc) }, now);
  return reason === null ? null : new Refusal('TRIP_NOT_BOOKABLE', { reason });
}

function againstSeats(seats: readonly number[], taken: ReadonlySet<number>): Refusal | null {
  const seatNumbers = seats.filter((seat) => taken.has(seat));
  return seatNumbers.length > 0 ? new Refusal('SEAT_TAKEN', { seatNumbers }) : null;
}

function againstLoad(load: Load | undefined, seats: number): Refusal | null {
  if (!load) return null;
  const { onTrip, pending } = passengerLimits;
  return load.on_trip + seats > onTrip || load.pending + seats > pending ? rateLimited() : null;
}

/** Those that don't stand against each other, whatever the database says of them: of two the earlier one. */
export function goingTogether<Request extends SeatRequest>(requests: readonly Request[]): Request[] {
  const mates = new Mates();
  return requests.filter((request) => !mates.standAgainst(request, undefined) && mates.join(request));
}

/** The free ones so far. */
class Mates {
  readonly #seats = new Set<number>();
  readonly #keys = new Set<string>();
  readonly #seatsOf = new Map<string, number>();

  /** Two don't go together that want the same seat, have the same key, or are too much for one passenger. */
  standAgainst({ seats, accountId, key, limitedPassenger }: SeatRequest, load: Load | undefined): boolean {
    const wanted = seats.length + (this.#seatsOf.get(limitedPassenger ?? '') ?? 0);
    return (
      seats.some((seat) => this.#seats.has(seat)) ||
      (key !== null && this.#keys.has(keyName(accountId, key.key))) ||
      againstLoad(load, wanted) !== null
    );
  }

  join<Request extends SeatRequest>(request: Request): Request {
    const { seats, accountId, key, limitedPassenger } = request;
    for (const seat of seats) this.#seats.add(seat);
    if (key) this.#keys.add(keyName(accountId, key.key));
    if (limitedPassenger !== null) {
      this.#seatsOf.set(limitedPassenger, (this.#seatsOf.get(limitedPassenger) ?? 0) + seats.length);
    }
    return request;
  }
}

/** An account's id has no blank. */
const keyName = (accountId: string, key: string): string => `${accountId} ${key}`;

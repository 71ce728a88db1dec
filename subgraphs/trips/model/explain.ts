import type { Job, Outcome, PublishedEvent, Request } from './actions.ts';
import type { Model } from './model.ts';
import { type Observed, UnexplainedError } from './observed.ts';
import { Rules } from './rules.ts';
import { type StoredState, snapshotOf } from './stored-state.ts';

/** An observed round: its requests in the order of their results, its jobs, and the stored state after it. */
export interface ObservedRound {
  requests: { request: Request; outcome: Outcome }[];
  jobs: Job[];
  stored: StoredState;
}

/** An effect of the round whose place in the order is sought. */
interface Effect {
  /** The number of its events or requests that are left. */
  left: number;
  /** A job may have had it or not. */
  isOptional?: boolean;
  /** Applies it to a model and returns how much of it is done. Throws UnexplainedError. */
  apply: (rules: Rules) => number;
}

/** Orders that are tried at most. */
const maxOrders = 50_000;

/**
 * Finds an order of the round's effects in which the rules give exactly the observed results, events and rows, and returns the
 * model after it. Throws UnexplainedError when there is none.
 */
export function explainRound(before: Model, round: ObservedRound): Model {
  const { requests, jobs, stored } = round;
  const observed: Observed = {
    events: stored.events,
    concurrentPassengers: concurrentPassengersOf(before, requests, jobs),
  };
  const effects: Effect[] = [
    ...requests.map(({ request, outcome }) => ({
      left: 1,
      apply: (rules: Rules) => {
        rules.apply(request, outcome);
        return 1;
      },
    })),
    ...(requests.length + jobs.length > 1
      ? [...observedJobEffects(before, stored), ...waitlistEffects(before, jobs, stored)]
      : completeJobEffects(before, jobs)),
  ];
  const search = new OrderSearch(observed, stored);
  const after = search.find(before, effects);
  if (!after) throw new UnexplainedError(search.mismatch);
  return after;
}

class OrderSearch {
  readonly #observed: Observed;
  readonly #stored: StoredState;
  #tried = 0;
  /** The last mismatch, for the error message. */
  mismatch = 'the stored state differs from the model';

  constructor(observed: Observed, stored: StoredState) {
    this.#observed = observed;
    this.#stored = stored;
  }

  find(model: Model, effects: readonly Effect[]): Model | null {
    if (effects.every(({ isOptional }) => isOptional) && this.#matches(model)) return model;
    for (const next of effects) {
      if (++this.#tried > maxOrders) throw new UnexplainedError(`no order found among ${maxOrders}`);
      const after = model.copy();
      try {
        const left = next.left - next.apply(new Rules(after, this.#observed));
        const others = effects.filter((each) => each !== next);
        const rest = left > 0 ? [...others, { ...next, left }] : others;
        if (left === next.left || left < 0) throw new UnexplainedError('the effect has another number of events');
        const found = this.find(after, rest);
        if (found) return found;
      } catch (error) {
        if (!(error instanceof UnexplainedError)) throw error;
        this.mismatch = error.message;
      }
    }
    return null;
  }

  #matches(model: Model): boolean {
    const hasAllEvents = [...this.#stored.events].every(
      ([tripId, events]) => model.eventCounts.get(tripId) === events.length,
    );
    const expected = snapshotOf(model);
    if (expected !== this.#stored.snapshot) this.mismatch = `expected ${expected}\nstored ${this.#stored.snapshot}`;
    return hasAllEvents && expected === this.#stored.snapshot;
  }
}

/**
 * The passengers for whom several requests of the round book, or a request beside waiting lists. Lists alone do not exceed the limits:
 * they book for a passenger one after the other.
 */
function concurrentPassengersOf(before: Model, requests: ObservedRound['requests'], jobs: readonly Job[]): Set<string> {
  if (requests.length + jobs.length < 2) return new Set();
  const booking = requests.flatMap(({ request }) =>
    request.kind === 'bookSeats' ? [request.passengerId ?? request.actor] : [],
  );
  const joining = requests.flatMap(({ request }) => (request.kind === 'joinWaitlist' ? [request.actor] : []));
  const waiting = [...before.entries.values()].filter(({ status }) => status === 'WAITING');
  const listed = new Set([...waiting.map(({ passengerId }) => passengerId), ...joining]);
  return new Set(booking.filter((passenger, at) => booking.indexOf(passenger) !== at || listed.has(passenger)));
}

/** What jobs in a round with other actions may have done to the waiting lists of the trips. */
function waitlistEffects(before: Model, jobs: readonly Job[], { events }: StoredState): Effect[] {
  const byTheSystem = ({ type, data }: PublishedEvent) =>
    /waitlist|booking-requested/.test(type) && (data.actor as { id: string }).id === 'system';
  const changed = [...events].filter(([id, all]) => all.slice(before.eventCounts.get(id) ?? 0).some(byTheSystem));
  const tripIds = changed.map(([id]) => id);
  const optional = (apply: (rules: Rules) => boolean): Effect => ({
    left: 1,
    isOptional: true,
    apply: (rules) => (apply(rules) ? 1 : 0),
  });
  return jobs.flatMap((job) => {
    if (job.kind === 'sweepWaitlists') return tripIds.map((id) => optional((rules) => rules.sweep(id)));
    if (job.kind !== 'closePassenger') return [];
    return tripIds.map((id) => optional((rules) => rules.endEntry(id, job.passengerId)));
  });
}

/** The observed effects of jobs in a round with other actions: a job may have skipped a locked trip. */
function observedJobEffects(before: Model, { events }: StoredState): Effect[] {
  const effects = new Map<string, Effect>();
  for (const [tripId, published] of events) {
    for (const event of published.slice(before.eventCounts.get(tripId) ?? 0)) {
      const effect = jobEffectOf(tripId, event);
      if (!effect) continue;
      const known = effects.get(effect.name);
      if (known) known.left++;
      else effects.set(effect.name, { left: 1, apply: effect.apply });
    }
  }
  return [...effects.values()];
}

function jobEffectOf(tripId: string, { type, data }: PublishedEvent): { name: string; apply: Effect['apply'] } | null {
  const { actor, cause, passengerId } = data as { actor: { id: string }; cause?: string; passengerId?: string };
  // Bookings from a waiting list belong to the effect that frees the seats, or to a sweep.
  if (actor.id !== 'system' || type.includes('waitlist') || /booking-(requested|confirmed)/.test(type)) return null;
  if (type === 'trips.trip-reminder-due.v1') {
    return { name: `remind ${tripId}`, apply: (rules) => rules.remind(tripId) };
  }
  if (cause === 'EXPIRED') return { name: `expire ${tripId}`, apply: (rules) => rules.expire(tripId) };
  if (cause !== 'ACCOUNT_DELETED') {
    return { name: `cancel ${tripId}`, apply: (rules) => rules.cancelForDriver(tripId) };
  }
  const passenger = passengerId ?? '';
  return {
    name: `cancel for ${passenger} ${tripId}`,
    apply: (rules) => rules.cancelForPassenger(tripId, passenger),
  };
}

/** The complete effects of jobs that run alone. */
function completeJobEffects(before: Model, jobs: readonly Job[]): Effect[] {
  return jobs.map((job) => ({
    left: 1,
    apply: (rules) => {
      for (const { id } of before.trips.values()) {
        if (job.kind === 'sweepWaitlists') rules.sweep(id);
        if (job.kind === 'closePassenger') rules.endEntry(id, job.passengerId);
      }
      for (const { id, driverId } of before.trips.values()) {
        if (job.kind === 'expireBookings') rules.expire(id);
        if (job.kind === 'remindOfTrips') rules.remind(id);
        if (job.kind === 'closeDriver' && driverId === job.driverId) rules.cancelForDriver(id);
        if (job.kind === 'closePassenger') rules.cancelForPassenger(id, job.passengerId);
      }
      return 1;
    },
  }));
}

import type { Asked, Job, Outcome, Told } from './actions.ts';
import type { Model } from './model.ts';
import { type Observed, Rules, Unexplained } from './rules.ts';
import { type Stored, snapshotOf } from './stored-state.ts';

/** A round as it was seen: what was asked, in the order in which the answers came, and what is stored since. */
export interface SeenRound {
  asked: { asked: Asked; outcome: Outcome }[];
  jobs: Job[];
  stored: Stored;
}

/** Something that happened in a round. Does it to a model; returns how much of it is left. Throws Unexplained. */
interface Happening {
  left: number;
  happen: (rules: Rules) => number;
}

const mostOrders = 50_000;

/**
 * Finds an order of what happened in the round in which the rules give exactly the answers, the events and the rows that
 * were seen, and returns the model after it. Throws Unexplained where there is none.
 */
export function explainRound(before: Model, round: SeenRound): Model {
  const { asked, jobs, stored } = round;
  const observed: Observed = {
    events: stored.events,
    crowded: crowdedIn(asked),
  };
  const happenings: Happening[] = [
    ...asked.map((each) => ({
      left: 1,
      happen: (rules: Rules) => {
        rules.ask(each.asked, each.outcome);
        return 1;
      },
    })),
    ...(asked.length + jobs.length > 1 ? seenOfSystem(before, stored) : dueToSystem(before, jobs)),
  ];
  const search = new Search(observed, stored);
  const after = search.find(before, happenings);
  if (!after) throw new Unexplained(search.complaint);
  return after;
}

class Search {
  readonly #observed: Observed;
  readonly #stored: Stored;
  #tried = 0;
  complaint = 'what is stored is not what should be';

  constructor(observed: Observed, stored: Stored) {
    this.#observed = observed;
    this.#stored = stored;
  }

  find(model: Model, happenings: readonly Happening[]): Model | null {
    if (happenings.length === 0) return this.#isStored(model) ? model : null;
    for (const next of happenings) {
      if (++this.#tried > mostOrders) throw new Unexplained(`no order found among ${mostOrders}`);
      const after = model.copy();
      try {
        const left = next.left - next.happen(new Rules(after, this.#observed));
        const others = happenings.filter((each) => each !== next);
        const rest = left > 0 ? [...others, { ...next, left }] : others;
        if (left === next.left || left < 0) throw new Unexplained('nothing of it, or too much, would have happened');
        const found = this.find(after, rest);
        if (found) return found;
      } catch (error) {
        if (!(error instanceof Unexplained)) throw error;
        this.complaint = error.message;
      }
    }
    return null;
  }

  #isStored(model: Model): boolean {
    const everythingTold = [...this.#stored.events].every(([tripId, told]) => model.told.get(tripId) === told.length);
    const should = snapshotOf(model);
    if (should !== this.#stored.snapshot) this.complaint = `should be ${should}\nstored is ${this.#stored.snapshot}`;
    return everythingTold && should === this.#stored.snapshot;
  }
}

/** The passengers for whom several requests of the round book. */
function crowdedIn(asked: SeenRound['asked']): Set<string> {
  const passengers = asked.flatMap(({ asked: each }) =>
    each.kind === 'bookSeats' ? [each.passengerId ?? each.actor] : [],
  );
  return new Set(passengers.filter((passenger, at) => passengers.indexOf(passenger) !== at));
}

/** What the system did in a round with others: it may have left out a trip that somebody else had locked. */
function seenOfSystem(before: Model, { events }: Stored): Happening[] {
  const happenings = new Map<string, Happening>();
  for (const [tripId, told] of events) {
    for (const event of told.slice(before.told.get(tripId) ?? 0)) {
      const found = systemStep(tripId, event);
      if (!found) continue;
      const known = happenings.get(found.name);
      if (known) known.left++;
      else happenings.set(found.name, { left: 1, happen: found.happen });
    }
  }
  return [...happenings.values()];
}

function systemStep(tripId: string, { type, data }: Told): { name: string; happen: Happening['happen'] } | null {
  const { actor, cause, passengerId } = data as { actor: { id: string }; cause?: string; passengerId?: string };
  if (actor.id !== 'system') return null;
  if (type === 'trips.trip-reminder-due.v1')
    return { name: `remind ${tripId}`, happen: (rules) => rules.remind(tripId) };
  if (cause === 'EXPIRED') return { name: `expire ${tripId}`, happen: (rules) => rules.expire(tripId) };
  if (cause !== 'ACCOUNT_DELETED') {
    return { name: `cancel ${tripId}`, happen: (rules) => rules.cancelForDriver(tripId) };
  }
  const passenger = passengerId ?? '';
  return {
    name: `cancel for ${passenger} ${tripId}`,
    happen: (rules) => rules.cancelForPassenger(tripId, passenger),
  };
}

/** What the system has to do when nobody is in its way: all of it. */
function dueToSystem(before: Model, jobs: readonly Job[]): Happening[] {
  return jobs.map((job) => ({
    left: 1,
    happen: (rules) => {
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

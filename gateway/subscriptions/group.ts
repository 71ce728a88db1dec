import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphQLError } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';
import type { PreparedSubscription } from './prepare-subscription.ts';
import { maxOutage, retryPause } from './retry-pause.ts';
import type { SharedResult } from './shared-result.ts';
import type { Subscriber } from './subscriber.ts';

/** Events of a log that may wait for a group to execute the ones before. One more ends the group's subscriptions with EVENTS_LOST. */
export const maxPendingEvents = 10_000;

/** Subscribers that are notified in one turn of the event loop. */
const subscribersPerTurn = 500;

/** An event that a group has still to execute. */
export interface PendingEvent {
  /** The event's place in its topic. */
  number: number;
  event: SubgraphResponse;
  /** Null for every subscriber that had joined when the event arrived. */
  only: ReadonlySet<Subscriber> | null;
}

export interface GroupOptions {
  prepared: PreparedSubscription;
  /** The newest event of a state and its place in the topic; null before the first one. */
  latest: () => { number: number; event: SubgraphResponse } | null;
  /** Called when the last subscriber has left. */
  onEmpty: (group: Group) => void;
}

/**
 * The subscribers of one operation with equal variables, audience and language. Each event is executed once for all of them, in order. Of a
 * state only the newest pending event is executed, and again, after a pause, while a part of it is missing because a subgraph is unavailable.
 */
export class Group {
  readonly prepared: PreparedSubscription;
  readonly #members = new Set<Subscriber>();
  /** Subscribers of a state that have had no result yet, though there is one. */
  #joining = new Set<Subscriber>();
  #pending: PendingEvent[] = [];
  readonly #latest: GroupOptions['latest'];
  readonly #onEmpty: GroupOptions['onEmpty'];
  readonly #closing = new AbortController();
  #isRunning = false;
  #isEnding = false;
  #errors: readonly GraphQLError[] | Promise<readonly GraphQLError[]> = [];
  #successor: ((pending: readonly PendingEvent[]) => void) | null = null;
  /** The last result of a state for all subscribers, while a part of it is missing. */
  #incomplete: SharedResult | null = null;
  #completion: NodeJS.Timeout | null = null;
  #failures = 0;
  /** The event of which a part has been missing, and since when, on the clock of `performance.now()`. */
  #missing: { number: number; since: number } | null = null;

  constructor({ prepared, latest, onEmpty }: GroupOptions) {
    this.prepared = prepared;
    this.#latest = latest;
    this.#onEmpty = onEmpty;
  }

  get members(): ReadonlySet<Subscriber> {
    return this.#members;
  }

  /** Whether the subscriptions end once the pending events are executed. Nobody may join it any more. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Adds a subscriber, which gets events from now on. Of a state that has a present it gets the present first. */
  add(subscriber: Subscriber): void {
    this.#members.add(subscriber);
    subscriber.leave = () => this.#remove(subscriber);
    if (!this.prepared.isState || !this.#latest()) return;
    this.#joining.add(subscriber);
    void this.#run();
  }

  push(pending: PendingEvent): void {
    if (this.#isEnding) return;
    if (this.prepared.isState) this.#pending = [pending];
    else if (this.#pending.length < maxPendingEvents) this.#pending.push(pending);
    else this.end([asGraphQLError(new Refusal('EVENTS_LOST'))]);
    void this.#run();
  }

  /** Ends every subscription, after the events that are pending. The errors do not reject. */
  end(errors: readonly GraphQLError[] | Promise<readonly GraphQLError[]> = []): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#errors = errors;
    void this.#run();
  }

  /** Ends every subscription with the errors that the subgraph ended it with, at the client's paths. */
  refuse(errors: SubgraphResponse['errors'] = []): void {
    const atClientPaths = this.prepared.errorsOf({ data: null, errors }, this.#closing.signal);
    this.end(atClientPaths.catch((error) => [asGraphQLError(error)]));
  }

  /** Ends the sessions of all subscribers: the subgraph no longer accepts their token. */
  expire(): void {
    this.#isEnding = true;
    this.#pending = [];
    for (const member of this.#members) member.expire();
  }

  /** Calls `successor` between two events, with the events that are pending; not when the group is ending. From then on it does nothing. */
  handOver(successor: (pending: readonly PendingEvent[]) => void): void {
    this.#successor = successor;
    void this.#run();
  }

  /** Takes over subscribers of another group of the topic, with the events that were pending for them. `number` is the topic's. */
  adopt(subscribers: readonly Subscriber[], pending: readonly PendingEvent[], number: number): void {
    const missing = pending.map((each) => ({
      ...each,
      only: new Set(subscribers.filter((subscriber) => this.#isFor(each, subscriber))),
    }));
    for (const each of subscribers) {
      each.since = number + 1;
      this.add(each);
    }
    if (this.prepared.isState) return;
    this.#pending.unshift(...missing);
    void this.#run();
  }

  #remove(subscriber: Subscriber): void {
    this.#joining.delete(subscriber);
    if (!this.#members.delete(subscriber) || this.#members.size > 0) return;
    this.#close();
    this.#onEmpty(this);
  }

  #close(): void {
    this.#closing.abort();
    if (this.#completion) clearTimeout(this.#completion);
  }

  /** Executes what is pending, one event at a time. */
  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (!this.#closing.signal.aborted && !this.#isHandingOver()) {
        const next = this.#next();
        if (!next) break;
        await this.#execute(next);
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#fail(error);
    } finally {
      this.#isRunning = false;
    }
    if (this.#closing.signal.aborted) return;
    if (this.#isHandingOver()) {
      this.#close();
      this.#successor?.(this.#pending);
    } else if (this.#isEnding) await this.#endMembers();
  }

  async #endMembers(): Promise<void> {
    const errors = await this.#errors;
    await inTurns([...this.#members], (member) => {
      if (this.#members.has(member)) member.end(errors);
    });
  }

  /** A group that is ending has nothing to hand over. */
  #isHandingOver(): boolean {
    return this.#successor !== null && !this.#isEnding;
  }

  #next(): PendingEvent | null {
    const pending = this.#pending.shift();
    if (pending || this.#joining.size === 0) return pending ?? null;
    const latest = this.#latest();
    return latest && { ...latest, only: this.#joining };
  }

  async #execute(pending: PendingEvent): Promise<void> {
    const { event, only } = pending;
    // A subscriber that joins while this runs gets a result of its own: what it has just changed may be missing in this one.
    this.#joining = new Set();
    const targets = [...(only ?? this.#members)];
    const result = await this.prepared.execute(event, this.#closing.signal);
    if (this.prepared.isState && this.#isRepetition(result, pending)) return;
    await inTurns(targets, (member) => {
      if (this.#members.has(member) && this.#isFor(pending, member)) member.deliver(result);
    });
  }

  /**
   * Sees to it that a state is executed again, for all subscribers, when a part of this result is missing for now. Returns whether they all
   * have an equal result of the same event already.
   */
  #isRepetition(result: SharedResult, { number, only }: PendingEvent): boolean {
    const { isIncomplete, json } = result;
    // Those that have an incomplete result still need a complete one when a joining subscriber has got one.
    if (only && !isIncomplete) return false;
    const isAgain = this.#missing?.number === number;
    if (this.#completion) clearTimeout(this.#completion);
    if (isIncomplete) this.#completeLater(number);
    else this.#failures = 0;
    if (only) return false;
    const isRepetition = isAgain && isIncomplete && this.#incomplete?.json === json;
    this.#incomplete = isIncomplete ? result : null;
    return isRepetition;
  }

  #completeLater(number: number): void {
    if (this.#missing?.number !== number) this.#missing = { number, since: performance.now() };
    if (performance.now() - this.#missing.since > maxOutage) return;
    this.#completion = setTimeout(() => this.#pushLatest(), retryPause(this.#failures++));
  }

  #pushLatest(): void {
    const latest = this.#latest();
    if (latest && this.#pending.length === 0) this.push({ ...latest, only: null });
  }

  #fail(error: unknown): void {
    this.#pending = [];
    this.#isEnding = true;
    this.#errors = [asGraphQLError(error)];
  }

  /** A subscriber of a state may get an event from before it joined: that is executed after it joined, and so is the present. */
  #isFor({ number, only }: PendingEvent, subscriber: Subscriber): boolean {
    if (only) return only.has(subscriber);
    return this.prepared.isState || subscriber.since <= number;
  }
}

/** Calls `visit` with each subscriber, and lets the event loop go on in between. */
async function inTurns(subscribers: readonly Subscriber[], visit: (subscriber: Subscriber) => void): Promise<void> {
  for (const [index, subscriber] of subscribers.entries()) {
    if (index > 0 && index % subscribersPerTurn === 0) await nextTurn();
    visit(subscriber);
  }
}

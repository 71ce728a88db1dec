import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { Log } from '#platform/log.ts';
import type { SubgraphResponse } from '../upstream/subgraph-response.ts';
import type { UpstreamEnd, UpstreamSource } from '../upstream/upstream-socket.ts';
import type { UpstreamSockets } from '../upstream/upstream-sockets.ts';
import { Group } from './group.ts';
import type { PreparedSubscription } from './prepare-subscription.ts';
import { maxOutage, retryPause } from './retry-pause.ts';

export interface TopicOptions {
  /** The first subscription of the topic. */
  prepared: PreparedSubscription;
  upstream: UpstreamSockets;
  log: Log;
  /** Called with each event, before its groups get it. */
  onEvent: (event: SubgraphResponse, subgraph: string) => void;
  /** Called once, when the topic has ended or its last group has left. */
  onEnd: () => void;
}

/**
 * One subscription at a subgraph, for every group that needs its events. Of a state, a lost subscription is started again, and the subgraph
 * then sends the present. Of a log, events may be missing after a loss: its groups end with EVENTS_LOST.
 */
export class Topic {
  readonly key: string;
  readonly #source: UpstreamSource;
  readonly #subgraph: string;
  readonly #isState: boolean;
  readonly #upstream: UpstreamSockets;
  readonly #log: Log;
  readonly #onEvent: TopicOptions['onEvent'];
  readonly #onEnd: () => void;
  readonly #groups = new Set<Group>();
  /** The newest group of each key. Older ones are those of a supergraph that is being replaced, or are ending. */
  readonly #newest = new Map<string, Group>();
  #latest: { number: number; event: SubgraphResponse } | null = null;
  #number = 0;
  #unsubscribe: (() => void) | null = null;
  #retry: NodeJS.Timeout | null = null;
  #failures = 0;
  /** The time of the loss that is not over yet, on the clock of `performance.now()`. */
  #lostAt: number | null = null;
  #ended = false;

  constructor({ prepared, upstream, log, onEvent, onEnd }: TopicOptions) {
    this.key = prepared.topic;
    this.#source = prepared.source;
    this.#subgraph = prepared.subgraph;
    this.#isState = prepared.isState;
    this.#upstream = upstream;
    this.#log = log;
    this.#onEvent = onEvent;
    this.#onEnd = onEnd;
    this.#subscribe();
  }

  get groups(): ReadonlySet<Group> {
    return this.#groups;
  }

  /** The number of events so far. */
  get number(): number {
    return this.#number;
  }

  /** Finds the group of a subscription, or adds one, which gets events from now on until its last subscriber leaves. */
  groupOf(prepared: PreparedSubscription): Group {
    const existing = this.#newest.get(prepared.group);
    if (existing?.prepared.graph === prepared.graph && !existing.isEnding) return existing;
    const group = new Group({ prepared, latest: () => this.#latest, onEmpty: (each) => this.close(each) });
    this.#groups.add(group);
    this.#newest.set(prepared.group, group);
    return group;
  }

  /** Removes a group. Without groups the topic ends. */
  close(group: Group): void {
    this.#groups.delete(group);
    const { group: key } = group.prepared;
    if (this.#newest.get(key) === group) this.#newest.delete(key);
    if (this.#groups.size === 0) this.#end();
  }

  /** Ends the subscription at the subgraph. */
  stop(): void {
    this.#end();
  }

  #subscribe(): void {
    this.#unsubscribe = this.#upstream.subscribe(this.#source, {
      next: (event) => this.#receive(event),
      end: (end) => this.#receiveEnd(end),
    });
  }

  #receive(event: SubgraphResponse): void {
    if (this.#ended) return;
    this.#failures = 0;
    this.#lostAt = null;
    this.#number++;
    this.#onEvent(event, this.#subgraph);
    const numbered = { number: this.#number, event };
    if (this.#isState) this.#latest = numbered;
    for (const group of this.#groups) group.push({ ...numbered, only: null });
  }

  #receiveEnd(end: UpstreamEnd): void {
    if (this.#ended) return;
    if (this.#isState && canHeal(end)) this.#subscribeLater(end);
    else this.#endWith(end);
  }

  #endWith(end: UpstreamEnd): void {
    this.#end();
    for (const group of this.#groups) {
      if (end.kind === 'complete') group.end();
      else if (end.kind === 'refused') group.refuse(end.errors);
      else if (end.kind === 'forbidden') group.expire();
      else group.end([asGraphQLError(end.kind === 'lost' ? new Refusal('EVENTS_LOST') : this.#unavailable())]);
    }
  }

  #subscribeLater(end: UpstreamEnd): void {
    if (this.#lostAt === null) {
      this.#lostAt = performance.now();
      this.#log.warn(
        { subgraph: this.#subgraph, end: end.kind },
        'a subscription at a subgraph was lost: it is started again',
      );
    }
    if (performance.now() - this.#lostAt > maxOutage) {
      this.#end();
      for (const group of this.#groups) group.end([asGraphQLError(this.#unavailable())]);
      return;
    }
    this.#retry = setTimeout(() => this.#subscribe(), retryPause(this.#failures++));
  }

  #unavailable(): Refusal {
    return new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: this.#subgraph });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#unsubscribe?.();
    this.#onEnd();
  }
}

/** Whether the subgraph may send the present of a state after this end. */
const canHeal = (end: UpstreamEnd): boolean =>
  end.kind === 'lost' ||
  end.kind === 'unreachable' ||
  (end.kind === 'refused' && end.errors.some(({ extensions }) => extensions?.code === 'EVENTS_LOST'));

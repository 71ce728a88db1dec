import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import type { Clock } from '../clock.ts';
import { Refusal, unauthenticated } from '../errors/refusal.ts';
import { requestScope } from '../graphql/request-scope.ts';
import { ipAddress } from '../http/ip-address.ts';
import type { NewId } from '../ids.ts';
import type { EventOrigin } from '../messaging/cloud-event.ts';
import type { LiveFeed } from '../messaging/live/live-feed.ts';
import type { ActionContext } from './action-context.ts';
import type { Caller } from './caller.ts';
import { OperationDeadline } from './operation-deadline.ts';
import { type BatchLoad, RowLoader } from './row-loader.ts';

/** Milliseconds that an operation, or the completion of one event of a subscription, may take. The gateway waits for less. */
export const operationTimeout = 30_000;

/** The services that every subgraph has. */
export interface SubgraphServices {
  em: EntityManager;
  clock: Clock;
  newId: NewId;
  /** The subgraph's own events, once they are committed. */
  feed: LiveFeed;
  /** Wakes the relay after events were committed outside a unit of work. */
  wake: () => void;
}

/** The context of the resolvers of one operation. */
export class RequestContext<Services extends SubgraphServices = SubgraphServices> {
  readonly caller: Caller;
  readonly services: Services;
  /** Aborts when the caller has left. */
  readonly signal: AbortSignal;
  readonly deadline: OperationDeadline;
  // Not #private: Apollo Server copies the context of each operation.
  private unitOfWork: EntityManager | undefined;
  private loader: RowLoader | undefined;

  /**
   * By default it loads rows in its own unit of work.
   *
   * @param timeout milliseconds until its deadline.
   */
  constructor(
    caller: Caller,
    services: Services,
    signal: AbortSignal,
    loader?: RowLoader,
    timeout: number = operationTimeout,
  ) {
    this.deadline = new OperationDeadline(timeout);
    this.caller = { ...caller, deadline: this.deadline.at };
    this.services = services;
    this.signal = signal;
    this.loader = loader;
  }

  /**
   * Keeps an operation from starting more work that nobody waits for.
   *
   * @throws Refusal SUBGRAPH_TIMEOUT when the caller has left or the deadline has passed.
   */
  throwIfAbandoned(): void {
    if (this.signal.aborted) throw new Refusal('SUBGRAPH_TIMEOUT');
    this.deadline.throwIfAborted();
  }

  get viewer(): Viewer | null {
    return this.caller.viewer;
  }

  /**
   * The operation's own unit of work. It begins no statement after the deadline, and commits no transaction: the caller has been refused. It
   * goes on when the caller has left, as after a client that signs out and closes its page.
   */
  get em(): EntityManager {
    this.unitOfWork ??= this.services.em.fork({ signal: this.deadline });
    return this.unitOfWork;
  }

  get now(): Date {
    return this.services.clock.now();
  }

  /** Loads a row by its key, or null. Loads with the same `batch` in the same tick share a statement. */
  load<Key, Row>(batch: BatchLoad<Key, Row>, key: Key): Promise<Row | null> {
    this.loader ??= new RowLoader(() => this.em);
    return this.loader.load(batch, key);
  }

  /** @throws Refusal UNAUTHENTICATED when the caller is anonymous. */
  actionContext(): ActionContext {
    if (!this.viewer) throw unauthenticated();
    return { actor: this.viewer, address: ipAddress(this.caller.address), ...this.origin() };
  }

  origin(): EventOrigin {
    return {
      now: this.now,
      newId: this.services.newId,
      traceparent: requestScope.span()?.traceparent ?? this.caller.traceparent,
    };
  }

  /** Begins a new unit of work: the next mutation of a document reads the present state. */
  renew(): void {
    this.unitOfWork = undefined;
    this.loader = undefined;
  }

  /**
   * A context of the same caller with a unit of work and a deadline of its own, for one event of a subscription. The event's subscribers
   * share `loader`.
   */
  fresh(loader?: RowLoader): RequestContext<Services> {
    return new RequestContext(this.caller, this.services, this.signal, loader);
  }
}

import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import type { Viewer } from '#contract/viewer.ts';
import type { Clock } from '../clock.ts';
import { unauthenticated } from '../errors/refusal.ts';
import type { NewId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { EventOrigin } from '../messaging/cloud-event.ts';
import type { LiveFeed } from '../messaging/live/live-feed.ts';
import type { ActionContext } from './action-context.ts';

/** What a composition root gives to every request of its subgraph, whatever else it has. */
export interface SubgraphServices {
  em: EntityManager;
  clock: Clock;
  newId: NewId;
  /** The subgraph's own events, live. */
  feed: LiveFeed;
  /** Events were committed by another way than the unit of work. */
  wake: () => void;
}

/** Who is asking, and by which request. */
export interface Caller {
  viewer: Viewer | null;
  /** The access token, to pass on when another subgraph is asked for the caller's sake. */
  token: string | null;
  /** The address that the request came from. */
  address: string;
  requestId: string;
  acceptLanguage: string | undefined;
  traceparent: string | undefined;
}

/** Reads many rows by their keys in one statement. */
export type BatchLoad<Key, Row> = (em: EntityManager, keys: readonly Key[]) => Promise<Map<Key, Row>>;

/** The context of the resolvers of one operation. */
export class RequestContext<Services extends SubgraphServices = SubgraphServices> {
  readonly caller: Caller;
  readonly services: Services;
  // Not #private: Apollo Server copies the context of each operation.
  private unitOfWork: EntityManager | undefined;
  private loaders = new Map<unknown, DataLoader<unknown, unknown>>();

  constructor(caller: Caller, services: Services) {
    this.caller = caller;
    this.services = services;
  }

  get viewer(): Viewer | null {
    return this.caller.viewer;
  }

  /** The operation's own unit of work. */
  get em(): EntityManager {
    this.unitOfWork ??= this.services.em.fork();
    return this.unitOfWork;
  }

  get now(): Date {
    return this.services.clock.now();
  }

  /** Loads a row by its key. All that ask for rows of one kind at the same moment share one statement. Null where there is none. */
  async load<Key, Row>(batch: BatchLoad<Key, Row>, key: Key): Promise<Row | null> {
    let loader = this.loaders.get(batch);
    if (!loader) {
      const load = async (keys: readonly unknown[]) => {
        const rows = await batch(this.em, keys as readonly Key[]);
        return keys.map((each) => rows.get(each as Key) ?? null);
      };
      loader = new DataLoader(load, { maxBatchSize: limits.entityReferences });
      this.loaders.set(batch, loader);
    }
    return (await loader.load(key)) as Row | null;
  }

  /** @throws Refusal UNAUTHENTICATED when the caller is anonymous. */
  actionContext(): ActionContext {
    if (!this.viewer) throw unauthenticated();
    return { actor: this.viewer, ...this.origin() };
  }

  origin(): EventOrigin {
    return { now: this.now, newId: this.services.newId, traceparent: this.caller.traceparent };
  }

  /** Forgets what has been read: the next mutation of a document, and the next event of a subscription, see the present. */
  renew(): void {
    this.unitOfWork = undefined;
    this.loaders = new Map();
  }

  /** A context for one event of a subscription: the same caller, nothing read yet. */
  fresh(): RequestContext<Services> {
    return new RequestContext(this.caller, this.services);
  }
}

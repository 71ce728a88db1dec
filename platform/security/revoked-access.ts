import { LRUCache } from 'lru-cache';
import { accessEventSources, accessEvents } from '#contract/access-events.ts';
import type { Viewer } from '#contract/viewer.ts';
import type { Clock } from '../clock.ts';
import type { Bus } from '../messaging/bus/bus.ts';
import type { CloudEvent } from '../messaging/cloud-event.ts';
import type { Lifecycle } from '../run/lifecycle.ts';
import { InvalidToken, type VerifyToken } from './verify-token.ts';

/** The time that a revocation is kept, in milliseconds: the 10 minutes of an access token, and 1 minute of clock skew. */
const revocationKept = 11 * 60_000;

/** Revocations kept at once, a bound on memory. The oldest are dropped. */
const maxRevocations = 100_000;

/** The sessions and accounts whose access tokens are refused before they expire. */
export class RevokedAccess {
  readonly #revoked = new LRUCache<string, true>({ max: maxRevocations, ttl: revocationKept });
  /** By the id of a session or an account. */
  readonly #listeners = new Map<string, Set<() => void>>();

  apply(events: readonly CloudEvent[]): void {
    for (const { type, data } of events) {
      const event = accessEvents[type];
      const id = event && (data as Partial<Record<string, unknown>> | null)?.[event.idField];
      if (typeof id !== 'string' || id === '') continue;
      if (event?.effect === 'revoke') this.#revoke(id);
      else this.#revoked.delete(id);
    }
  }

  /** Calls the listener when the viewer's session or account is revoked. Returns the function that removes it. */
  onRevoked({ id, sid }: Viewer, listener: () => void): () => void {
    const ids = sid === null ? [id] : [id, sid];
    for (const each of ids) {
      const listeners = this.#listeners.get(each);
      if (listeners) listeners.add(listener);
      else this.#listeners.set(each, new Set([listener]));
    }
    return () => {
      for (const each of ids) {
        const listeners = this.#listeners.get(each);
        if (listeners?.delete(listener) && listeners.size === 0) this.#listeners.delete(each);
      }
    };
  }

  #revoke(id: string): void {
    this.#revoked.set(id, true);
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }

  has({ id, sid }: Viewer): boolean {
    return this.#revoked.has(id) || (sid !== null && this.#revoked.has(sid));
  }
}

/** Follows the events that end access, from the oldest that a valid token may predate. */
export function followRevocations(bus: Bus, clock: Clock, lifecycle: Lifecycle): RevokedAccess {
  const revoked = new RevokedAccess();
  const since = new Date(clock.now().getTime() - revocationKept);
  for (const source of accessEventSources) {
    // Events lost in a gap are sent again by the relay.
    const watcher = { onEvents: (events: readonly CloudEvent[]) => revoked.apply(events), onGap: () => {} };
    lifecycle.add('revocations', bus.watch(source, watcher, since));
  }
  return revoked;
}

/** Also refuses revoked tokens, cached ones too, with InvalidToken. */
export function refusingRevoked(verify: VerifyToken, revoked: RevokedAccess): VerifyToken {
  return async (token) => {
    const viewer = await verify(token);
    if (revoked.has(viewer)) throw new InvalidToken('revoked');
    return viewer;
  };
}

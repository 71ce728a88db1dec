import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { limits } from '../limits.ts';
import type { Bus } from '../messaging/bus/bus.ts';
import type { CloudEvent } from '../messaging/cloud-event.ts';
import type { Lifecycle } from '../run/lifecycle.ts';
import { InvalidToken, type VerifyToken } from './verify-token.ts';
import type { Viewer } from './viewer.ts';

const ended = z.object({ sid: z.string() });
const account = z.object({ accountId: z.string() });

/**
 * The sessions that have ended and the accounts that may not be used, as events tell of them: for as long as a token that was
 * issued before may be valid. The newest are kept, up to a number.
 */
export class RevokedAccess {
  readonly #revoked = new LRUCache<string, true>({ max: limits.revokedAccess, ttl: limits.accessTokenKnown });

  take(events: readonly CloudEvent[]): void {
    for (const { type, data } of events) {
      if (type === 'auth.session-ended.v1') this.#add(ended.safeParse(data).data?.sid);
      if (type === 'users.account-deactivated.v1' || type === 'users.account-deleted.v1') {
        this.#add(account.safeParse(data).data?.accountId);
      }
      if (type === 'users.account-activated.v1') this.#revoked.delete(account.safeParse(data).data?.accountId ?? '');
    }
  }

  #add(id: string | undefined): void {
    if (id) this.#revoked.set(id, true);
  }

  /** Whether the viewer's token is not to be accepted any more. */
  has({ id, sid }: Viewer): boolean {
    return this.#revoked.has(id) || (sid !== null && this.#revoked.has(sid));
  }
}

/** Begins to follow what ends access, with what was told while a token that is valid now may have been issued. */
export function followRevocations(bus: Bus, clock: Clock, lifecycle: Lifecycle): RevokedAccess {
  const revoked = new RevokedAccess();
  const since = new Date(clock.now().getTime() - limits.accessTokenKnown);
  for (const source of ['auth', 'users']) {
    // What a gap leaves out is told again, once the bus has it again.
    const watcher = { onEvents: (events: readonly CloudEvent[]) => revoked.take(events), onGap: () => {} };
    lifecycle.add('revocations', bus.watch(source, watcher, since));
  }
  return revoked;
}

/** Verifies, and refuses with InvalidToken what was revoked, whoever remembered that it was valid. */
export function refusingRevoked(verify: VerifyToken, revoked: RevokedAccess): VerifyToken {
  return async (token) => {
    const viewer = await verify(token);
    if (revoked.has(viewer)) throw new InvalidToken('revoked');
    return viewer;
  };
}

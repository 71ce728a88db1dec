import type { Viewer } from '#contract/viewer.ts';
import { clockSkew } from './clock-skew.ts';
import type { RevokedAccess } from './revoked-access.ts';

/** Why a viewer's access ended: the token expired, or the session or the account was revoked. */
export type AccessEnd = 'expired' | 'revoked';

/** The longest delay of a timer, in milliseconds. */
const maxDelay = 2 ** 31 - 1;

/** Reports the end of the access of viewers who are served for long, over a socket or a streamed response. */
export class SessionWatch {
  readonly #revoked: RevokedAccess | null;

  /** Without `revoked` only expiry is reported. */
  constructor(revoked: RevokedAccess | null) {
    this.#revoked = revoked;
  }

  /**
   * Calls the listener once, when the viewer's token expires or the session or account is revoked; at once if it is revoked already.
   * A token that had expired when it was accepted, as another clock may be ahead, ends when it would no longer be accepted. Returns
   * the function that removes the listener. Call it when the viewer leaves.
   */
  onEnd(viewer: Viewer, listener: (end: AccessEnd) => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    let stopWatching = () => {};
    const remove = () => {
      clearTimeout(timer);
      stopWatching();
    };
    const end = (reason: AccessEnd) => {
      remove();
      listener(reason);
    };
    if (this.#revoked?.has(viewer)) {
      listener('revoked');
      return remove;
    }
    const endsAt = endOf(viewer.expiresAt * 1_000, Date.now());
    const wait = () => {
      const left = endsAt - Date.now();
      if (left <= 0) return end('expired');
      timer = setTimeout(wait, Math.min(left, maxDelay)).unref();
    };
    timer = setTimeout(wait, Math.min(endsAt - Date.now(), maxDelay)).unref();
    if (this.#revoked) stopWatching = this.#revoked.onRevoked(viewer, () => end('revoked'));
    return remove;
  }
}

const endOf = (expiry: number, now: number): number => (expiry > now ? expiry : expiry + clockSkew * 1_000);

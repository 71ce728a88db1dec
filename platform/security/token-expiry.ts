import type { Viewer } from '#contract/viewer.ts';
import { clockSkew } from './clock-skew.ts';

/** The longest delay of a timer, in milliseconds. */
const maxDelay = 2 ** 31 - 1;

/** Calls the listener once the viewer's token is no longer accepted because it has expired. Returns the function that removes the listener. */
export function onTokenExpiry({ expiresAt }: Viewer, listener: () => void): () => void {
  const delay = (expiresAt + clockSkew) * 1_000 - Date.now();
  const timer = setTimeout(listener, Math.min(delay, maxDelay)).unref();
  return () => clearTimeout(timer);
}

import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '#contract/viewer.ts';
import { clockSkew } from './clock-skew.ts';
import type { VerifyToken } from './verify-token.ts';

/** Tokens cached at once, a bound on memory. The least recently used are dropped. */
export const maxVerifiedTokens = 10_000;

/**
 * Caches a verified token by its hash until it expires: a client sends the same token with each request, and a signature takes
 * longer to verify than a small request to answer. Refused tokens are not cached.
 */
export function cacheVerified(verify: VerifyToken): VerifyToken {
  const verified = new LRUCache<string, Viewer>({ max: maxVerifiedTokens });
  return async (token) => {
    const key = hash('sha256', token, 'base64');
    const cached = verified.get(key);
    if (cached && cached.expiresAt + clockSkew > Date.now() / 1_000) return cached;
    const viewer = await verify(token);
    verified.set(key, viewer);
    return viewer;
  };
}

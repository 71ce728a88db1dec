import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { limits } from '../limits.ts';
import type { VerifyToken } from './verify-token.ts';
import type { Viewer } from './viewer.ts';

/**
 * Remembers by its hash whom a token was found to be of, until it expires: a client sends the same one many times, and a signature
 * takes longer to verify than a small request to answer. Those last seen are kept, up to a number; what was refused is not.
 */
export function cacheVerified(verify: VerifyToken): VerifyToken {
  const verified = new LRUCache<string, Viewer>({ max: limits.verifiedTokens });
  return async (token) => {
    const key = hash('sha256', token, 'base64');
    const known = verified.get(key);
    if (known && known.expiresAt + limits.tokenClockSkewSeconds > Date.now() / 1_000) return known;
    const viewer = await verify(token);
    verified.set(key, viewer);
    return viewer;
  };
}

import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { SigningKey } from '../../entities/signing-key.ts';
import { recordChange } from '../../events/record-change.ts';
import { decrypt, encrypt } from '../secrets.ts';

const algorithm = 'ES256';

// Times are in milliseconds.

/** A key is published this long before it signs: longer than a verifier may cache the keys. */
export const keyPublished = 2 * 60_000;

/** A key stays published this long after it signed last: longer than the tokens that it signed are valid. */
export const keyOverlap = 15 * 60_000;

export const keyAge = 90 * 24 * 60 * 60_000;

/** A retired key is kept this long, so that an operator can still identify it. */
export const retiredKeysKept = 7 * 24 * 60 * 60_000;

/** The key that signs now, and the public keys of all tokens that are still valid. */
export interface KeyRing {
  readonly kid: string;
  readonly privateKey: CryptoKey | Uint8Array;
  readonly algorithm: typeof algorithm;
  readonly publicJwks: { keys: JWK[] };
}

/**
 * Reads the keys of the database, and creates the first one. Instances that start at the same instant create one between them.
 * Throws when AUTH_KEY_SECRET is not the secret that encrypted the keys.
 */
export async function openKeyRing(em: EntityManager, secret: string, context: ActionContext): Promise<KeyRing> {
  const keys = await em.transactional(async (tx) => {
    await advisoryLock(tx, 'signing keys');
    const found = await publishedKeys(tx);
    if (found.some(({ status }) => status === 'ACTIVE')) return found;
    return [await createKey(tx, secret, 'key.created', context), ...found];
  });
  const signing = signingKeyOf(keys, context.now);
  const jwks = keys.map(({ kid, privateJwk }) => ({ kid, jwk: JSON.parse(decryptKey(secret, privateJwk)) as JWK }));
  const own = jwks.find(({ kid }) => kid === signing.kid)?.jwk as JWK;
  return {
    kid: signing.kid,
    privateKey: await importJWK(own, algorithm),
    algorithm,
    publicJwks: { keys: jwks.map(({ kid, jwk }) => publicPart(kid, jwk)) },
  };
}

/**
 * Creates a key and returns its id. It is published at once, and signs after {@link keyPublished}, when every verifier has
 * fetched it: a verifier fetches the keys only now and then, and would refuse a token of a key that it does not know.
 */
export function rotateKeys(em: EntityManager, secret: string, context: ActionContext): Promise<string> {
  return em.transactional(async (tx) => {
    await advisoryLock(tx, 'signing keys');
    return (await createKey(tx, secret, 'key.rotated', context)).kid;
  });
}

/**
 * Creates a key when the newest one is old; retires keys that sign no more, once the tokens that they signed have expired; and
 * deletes retired keys. Any number of instances may run it. Returns whether it created a key.
 */
export function ageKeys(em: EntityManager, secret: string, context: ActionContext): Promise<boolean> {
  const { now } = context;
  return em.transactional(async (tx) => {
    await advisoryLock(tx, 'signing keys');
    const keys = await publishedKeys(tx);
    const active = keys.filter(({ status }) => status === 'ACTIVE');
    if (active.length === 0) return false;
    const signing = signingKeyOf(keys, now);
    for (const key of active.slice(active.indexOf(signing) + 1)) {
      key.status = 'RETIRING';
      key.notAfter = new Date(now.getTime() + keyOverlap);
      key.updatedAt = now;
      recordChange(tx, { action: 'key.retiring', subjectId: key.kid, fields: ['status', 'notAfter'] }, context);
    }
    for (const key of keys) {
      if (key.status !== 'RETIRING' || !key.notAfter || key.notAfter > now) continue;
      key.status = 'RETIRED';
      key.updatedAt = now;
      recordChange(tx, { action: 'key.retired', subjectId: key.kid, fields: ['status'] }, context);
    }
    const keptSince = new Date(now.getTime() - retiredKeysKept);
    for (const key of await tx.find(SigningKey, { status: 'RETIRED', notAfter: { $lt: keptSince } })) {
      tx.remove(key);
      recordChange(tx, { action: 'key.deleted', subjectId: key.kid, fields: [] }, context);
    }
    const isOld = active.every(({ createdAt }) => createdAt.getTime() <= now.getTime() - keyAge);
    if (isOld) await createKey(tx, secret, 'key.created', context);
    return isOld;
  });
}

/** The public keys for a verifier in this process. It reads the ring again for each token. */
export function keySetOf(ring: () => KeyRing | undefined): JWTVerifyGetKey {
  return (header, token) => createLocalJWKSet(ring()?.publicJwks ?? { keys: [] })(header, token);
}

/** Newest first. */
function publishedKeys(tx: EntityManager): Promise<SigningKey[]> {
  const where = { status: { $in: ['ACTIVE', 'RETIRING'] } } as const;
  return tx.find(SigningKey, where, { orderBy: { createdAt: 'desc', id: 'desc' } });
}

/** The newest key that has been published long enough, or else the oldest active key. */
function signingKeyOf(newestFirst: readonly SigningKey[], now: Date): SigningKey {
  const active = newestFirst.filter(({ status }) => status === 'ACTIVE');
  const published = active.find(({ createdAt }) => createdAt.getTime() <= now.getTime() - keyPublished);
  const signing = published ?? active.at(-1);
  if (!signing) throw new Error('no active signing key');
  return signing;
}

async function createKey(
  tx: EntityManager,
  secret: string,
  action: 'key.created' | 'key.rotated',
  context: ActionContext,
): Promise<SigningKey> {
  const { now, newId } = context;
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const privateJwk = encrypt(secret, JSON.stringify(jwk));
  recordChange(tx, { action, subjectId: kid, fields: ['status'] }, context);
  return tx.create(SigningKey, { id: newId('k'), kid, privateJwk, status: 'ACTIVE', createdAt: now, updatedAt: now });
}

function decryptKey(secret: string, encrypted: string): string {
  try {
    return decrypt(secret, encrypted);
  } catch (cause) {
    throw new Error('AUTH_KEY_SECRET is not the secret that encrypted the signing keys', { cause });
  }
}

const publicPart = (kid: string, { kty, crv, x, y }: JWK): JWK =>
  ({ kty, crv, x, y, kid, alg: algorithm, use: 'sig' }) as JWK;

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
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { SigningKey } from '../../entities/signing-key.ts';
import { authLimits } from '../../limits.ts';
import { decrypt, encrypt } from '../secrets.ts';

const algorithm = 'ES256';

/** The key that signs now, and the public keys that what was signed is verified by. */
export interface KeyRing {
  readonly kid: string;
  readonly privateKey: CryptoKey | Uint8Array;
  readonly algorithm: typeof algorithm;
  readonly publicJwks: { keys: JWK[] };
}

/**
 * The keys of the database as they are now; the first one is made here. Instances that start at the same instant make one
 * together. Throws when AUTH_KEY_SECRET is not the one that they were encrypted with.
 */
export async function openKeyRing(em: EntityManager, secret: string, origin: EventOrigin): Promise<KeyRing> {
  const keys = await em.transactional(async (tx) => {
    await advisoryLock(tx, 'signing keys');
    const found = await publishedKeys(tx);
    return found.some(({ status }) => status === 'ACTIVE') ? found : [await makeKey(tx, secret, origin), ...found];
  });
  const signing = signingKeyOf(keys, origin.now);
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
 * Makes a new key. It is published at once, and signs once every verifier has had the time to fetch it: so no valid token is
 * refused, although a verifier that meets an unknown key fetches but now and then. Returns the new key's id.
 */
export function rotateKeys(em: EntityManager, secret: string, origin: EventOrigin): Promise<string> {
  return em.transactional(async (tx) => {
    await advisoryLock(tx, 'signing keys');
    return (await makeKey(tx, secret, origin)).kid;
  });
}

/**
 * What time does to keys: a key that has signed for long enough is followed by another; one that signs no more is retiring, is
 * retired when what it signed has expired, and deleted in the end. By any number of instances. Returns whether a key was made.
 */
export function ageKeys(em: EntityManager, secret: string, origin: EventOrigin): Promise<boolean> {
  const { now } = origin;
  return em.transactional(async (tx) => {
    await advisoryLock(tx, 'signing keys');
    const keys = await publishedKeys(tx);
    const active = keys.filter(({ status }) => status === 'ACTIVE');
    if (active.length === 0) return false;
    const signing = signingKeyOf(keys, now);
    for (const key of active.slice(active.indexOf(signing) + 1)) {
      key.status = 'RETIRING';
      key.notAfter = new Date(now.getTime() + authLimits.keyOverlap);
      key.updatedAt = now;
    }
    for (const key of keys) {
      if (key.status !== 'RETIRING' || !key.notAfter || key.notAfter > now) continue;
      key.status = 'RETIRED';
      key.updatedAt = now;
    }
    await tx.nativeDelete(SigningKey, {
      status: 'RETIRED',
      notAfter: { $lt: new Date(now.getTime() - authLimits.retiredKeysKept) },
    });
    const isOld = active.every(({ createdAt }) => createdAt.getTime() <= now.getTime() - authLimits.keyAge);
    if (isOld) await makeKey(tx, secret, origin);
    return isOld;
  });
}

/** The public keys of the ring as it is at each token, for a verifier in this process. */
export function keySetOf(ring: () => KeyRing | undefined): JWTVerifyGetKey {
  return (header, token) => createLocalJWKSet(ring()?.publicJwks ?? { keys: [] })(header, token);
}

/** Newest first. */
function publishedKeys(tx: EntityManager): Promise<SigningKey[]> {
  const where = { status: { $in: ['ACTIVE', 'RETIRING'] } } as const;
  return tx.find(SigningKey, where, { orderBy: { createdAt: 'desc', id: 'desc' } });
}

/** The newest that was published long enough ago; where none was, the one that was published first. */
function signingKeyOf(newestFirst: readonly SigningKey[], now: Date): SigningKey {
  const active = newestFirst.filter(({ status }) => status === 'ACTIVE');
  const known = active.find(({ createdAt }) => createdAt.getTime() <= now.getTime() - authLimits.keyPublished);
  const signing = known ?? active.at(-1);
  if (!signing) throw new Error('there is no key to sign with');
  return signing;
}

async function makeKey(tx: EntityManager, secret: string, { now, newId }: EventOrigin): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const privateJwk = encrypt(secret, JSON.stringify(jwk));
  return tx.create(SigningKey, { id: newId('k'), kid, privateJwk, status: 'ACTIVE', createdAt: now, updatedAt: now });
}

function decryptKey(secret: string, encrypted: string): string {
  try {
    return decrypt(secret, encrypted);
  } catch (cause) {
    throw new Error('AUTH_KEY_SECRET is not the one that the signing keys were encrypted with', { cause });
  }
}

const publicPart = (kid: string, { kty, crv, x, y }: JWK): JWK =>
  ({ kty, crv, x, y, kid, alg: algorithm, use: 'sig' }) as JWK;

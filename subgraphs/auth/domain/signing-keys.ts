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
import { SigningKey } from '../entities/signing-key.ts';
import { decrypt, encrypt } from './secrets.ts';

const algorithm = 'ES256';

/** The key that signs now, and the public keys that what was signed is verified by. */
export interface KeyRing {
  kid: string;
  privateKey: CryptoKey | Uint8Array;
  algorithm: typeof algorithm;
  publicJwks: { keys: JWK[] };
}

/**
 * The keys of the database; the first one is made here. Instances that start at the same instant make one together. Throws
 * when AUTH_KEY_SECRET is not the one that they were encrypted with.
 */
export async function openKeyRing(em: EntityManager, secret: string, origin: EventOrigin): Promise<KeyRing> {
  const keys = await em.transactional(async (tx) => {
    await advisoryLock(tx, 'signing keys');
    const found = await tx.find(
      SigningKey,
      { status: { $in: ['ACTIVE', 'RETIRING'] } },
      { orderBy: { createdAt: 'desc' } },
    );
    return found.some(({ status }) => status === 'ACTIVE') ? found : [await makeKey(tx, secret, origin), ...found];
  });
  const active = keys.find(({ status }) => status === 'ACTIVE') as SigningKey;
  const jwks = keys.map(({ kid, privateJwk }) => ({ kid, jwk: JSON.parse(decryptKey(secret, privateJwk)) as JWK }));
  const own = jwks.find(({ kid }) => kid === active.kid)?.jwk as JWK;
  return {
    kid: active.kid,
    privateKey: await importJWK(own, algorithm),
    algorithm,
    publicJwks: { keys: jwks.map(({ kid, jwk }) => publicPart(kid, jwk)) },
  };
}

/** The public keys of the ring as it is at each token, for a verifier in this process. */
export function keySetOf(ring: () => KeyRing | undefined): JWTVerifyGetKey {
  return (header, token) => createLocalJWKSet(ring()?.publicJwks ?? { keys: [] })(header, token);
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

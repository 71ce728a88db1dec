import type { FastifyInstance } from 'fastify';
import type { KeyRing } from '../domain/keys/signing-keys.ts';
import { paths } from './paths.ts';

/** Seconds for which verifiers may cache the keys: less than a new key is published before it signs. */
const maxAge = 60;

/** Adds the public keys of the tokens (RFC 7517). */
export function addJwksRoute(app: FastifyInstance, keys: KeyRing): void {
  app.get(paths.jwks, async (_request, reply) => {
    reply.header('cache-control', `public, max-age=${maxAge}`);
    return keys.publicJwks;
  });
}

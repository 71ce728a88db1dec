import type { FastifyInstance } from 'fastify';
import type { TokenIssuer } from '../domain/sessions/issue-access-token.ts';

/** Seconds for which verifiers may keep what they fetched. */
const keepFor = 60;

/** `/.well-known/jwks.json`: what tokens are verified by (RFC 7517). */
export function addKeysRoute(app: FastifyInstance, { keys }: TokenIssuer): void {
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    reply.header('cache-control', `public, max-age=${keepFor}`);
    return keys.publicJwks;
  });
}

import type { FastifyInstance } from 'fastify';
import type { TokenIssuer } from '../domain/issue-access-token.ts';

/** Seconds for which verifiers may keep what they fetched. */
const keepFor = 60;

/** `/.well-known/*`: what tokens are verified by (RFC 7517), and where it is (OpenID Connect Discovery 1.0). */
export function addDiscoveryRoutes(app: FastifyInstance, { issuer, keys }: TokenIssuer): void {
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    reply.header('cache-control', `public, max-age=${keepFor}`);
    return keys.publicJwks;
  });
  app.get('/.well-known/openid-configuration', async (_request, reply) => {
    reply.header('cache-control', `public, max-age=${keepFor}`);
    return {
      issuer,
      jwks_uri: new URL('/.well-known/jwks.json', issuer).href,
      response_types_supported: [],
      grant_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [keys.algorithm],
    };
  });
}

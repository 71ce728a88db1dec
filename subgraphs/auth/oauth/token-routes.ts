import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { introspectToken } from '../domain/sessions/introspect-token.ts';
import { revokeToken } from '../domain/sessions/revoke-token.ts';
import { isOriginOf } from './allowed-origin.ts';
import { authenticateClient } from './authenticate-client.ts';
import { formOf } from './form.ts';
import { paths } from './paths.ts';
import type { OAuthServices } from './services.ts';

const missingToken = { error: 'invalid_request', error_description: 'token is missing' };

/** Seconds for which a browser may keep the answer to a preflight. */
const preflightMaxAge = 3_600;

/** Adds introspection (RFC 7662) and revocation (RFC 7009). */
export function addTokenRoutes(app: FastifyInstance, services: OAuthServices): void {
  /** The client is null after it failed to authenticate and got that error. */
  const readRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    const form = formOf(request);
    const client = await authenticateClient(services.em(), request.headers.authorization, form);
    if (!client) {
      void reply.code(401).header('www-authenticate', `Basic realm="${services.issuer.issuer}"`);
      void reply.send({ error: 'invalid_client', error_description: 'client authentication failed' });
    }
    return { client, token: form.get('token') ?? '' };
  };
  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));

  app.post(paths.introspection, async (request, reply) => {
    const { client, token } = await readRequest(request, reply);
    if (!client) return reply;
    // A public client has proved nothing.
    if (client.type === 'PUBLIC') return reply.code(401).send({ error: 'invalid_client' });
    if (token === '') return reply.code(400).send(missingToken);
    return introspectToken(services.em(), services.verifyToken, token, services.now());
  });

  app.options(paths.revocation, async ({ headers }, reply) => {
    const { origin, 'access-control-request-headers': requested } = headers;
    if (origin === undefined) return reply.code(204).header('allow', 'OPTIONS, POST').send();
    reply.headers({ vary: 'origin', 'access-control-allow-origin': origin, 'access-control-allow-methods': 'POST' });
    if (requested !== undefined) reply.header('access-control-allow-headers', requested);
    return reply.code(204).header('access-control-max-age', preflightMaxAge).send();
  });

  app.post(paths.revocation, async (request, reply) => {
    reply.header('vary', 'origin');
    const { client, token } = await readRequest(request, reply);
    if (!client) return reply;
    const { origin } = request.headers;
    if (origin !== undefined && isOriginOf(client, origin)) reply.header('access-control-allow-origin', origin);
    if (token === '') return reply.code(400).send(missingToken);
    const target = { token, clientId: client.clientId };
    const { now, newId, traceparent } = services.signInContext(request.raw);
    await revokeToken(services.em(), services.verifyToken, target, { now, newId, traceparent });
    return reply.code(200).send();
  });
}

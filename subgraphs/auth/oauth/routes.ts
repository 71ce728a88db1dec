import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { asIssuer } from './as-issuer.ts';
import { registerCaller } from './callers.ts';
import { clientAuthMethod } from './client-metadata.ts';
import { acceptForms, FormBody } from './form.ts';
import { paths } from './paths.ts';
import { refuseMalformed } from './refuse-malformed.ts';
import { replayed } from './replayed-request.ts';
import type { OAuthServices } from './services.ts';
import { addSignInRoutes } from './sign-in-routes.ts';
import { addTokenRoutes } from './token-routes.ts';

/** The largest form that the library reads, in bytes. */
const maxLibraryForm = 56 * 1024;

/** Adds the OAuth endpoints: those of the library, the sign-in page, introspection and revocation. */
export function addOAuthRoutes(app: FastifyInstance, provider: Provider, services: OAuthServices): void {
  void app.register(async (library) => {
    refuseMalformed(library);
    acceptForms(library, maxLibraryForm);
    // The library refuses these.
    library.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const pass = async (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack();
      const { raw } = asIssuer(request, services.issuer.issuer);
      const { body } = request;
      const received = body instanceof FormBody ? replayed(raw, body.bytes) : raw;
      registerCaller(request, received);
      const isBasic = /^basic /i.test(raw.headers.authorization ?? '');
      clientAuthMethod.run(isBasic ? 'client_secret_basic' : 'client_secret_post', () =>
        provider.callback()(received, reply.raw),
      );
    };
    for (const url of [paths.authorization, paths.token]) library.all(url, pass);
    library.all(`${paths.authorization}/:uid`, (request, reply) => {
      // Of an unknown sign-in the library reports an error with the query's parameters, and fails to when some are missing.
      request.raw.url = new URL(request.url, services.issuer.issuer).pathname;
      return pass(request, reply);
    });
    library.get(paths.discovery, pass);
  });

  void app.register(async (own) => {
    own.addHook('onRequest', async (request) => registerCaller(request));
    refuseMalformed(own);
    acceptForms(own);
    addSignInRoutes(own, provider, services);
    addTokenRoutes(own, services);
  });
}

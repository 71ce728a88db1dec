import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { Refusal } from '#platform/errors/refusal.ts';
import { limits } from '#platform/limits.ts';
import { requestOtp } from '../domain/codes/request-otp.ts';
import { formToken, sameDigest } from '../domain/secrets.ts';
import type { AccountType } from '../domain/sign-in/accounts.ts';
import { withProvenPhone } from '../domain/sign-in/sign-in-with-otp.ts';
import { authenticateClient } from './authenticate-client.ts';
import { rememberCaller } from './callers.ts';
import { authenticationInUse } from './client-metadata.ts';
import { introspect, revoke } from './introspection.ts';
import { expiredPage, type PageFault, pageFaultOf, pageHeaders, signInPage } from './pages.ts';
import { routes } from './provider.ts';
import type { OAuthServices } from './services.ts';
import { roleAskedFor } from './sign-in-policy.ts';
import { subjectOf } from './subject.ts';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

const asForm = 'application/x-www-form-urlencoded';

/** The OAuth endpoints: those of the library, and beside them the sign-in page, introspection and revocation. */
export function addOAuthRoutes(app: FastifyInstance, provider: Provider, services: OAuthServices): void {
  const { issuer } = services.issuer;
  void app.register(async (library) => {
    library.addHook('onRequest', async (request) => rememberCaller(request));
    // The library reads the body itself.
    library.removeAllContentTypeParsers();
    library.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const pass = async (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack();
      const { raw } = asTheIssuer(request, issuer);
      const isBasic = /^basic /i.test(raw.headers.authorization ?? '');
      authenticationInUse.run(isBasic ? 'client_secret_basic' : 'client_secret_post', () =>
        provider.callback()(raw, reply.raw),
      );
    };
    for (const url of [routes.authorization, `${routes.authorization}/:uid`, routes.token]) {
      library.all(url, pass);
    }
    library.get('/.well-known/openid-configuration', pass);
  });

  void app.register(async (ours) => {
    ours.addHook('onRequest', async (request) => rememberCaller(request));
    ours.removeAllContentTypeParsers();
    ours.addContentTypeParser(asForm, { parseAs: 'string', bodyLimit: limits.oauthForm }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    );
    addSignInPage(ours, provider, services);
    addTokenRoutes(ours, services);
  });
}

/** Where the request came to says nothing of how the client sees it: that is the issuer's URL, whoever passes it on. */
function asTheIssuer(request: FastifyRequest, issuer: string): FastifyRequest {
  const { host, protocol } = new URL(issuer);
  const { headers } = request.raw;
  headers.host = host;
  headers['x-forwarded-proto'] = protocol.slice(0, -1);
  delete headers['x-forwarded-host'];
  return request;
}

/** RFC 7662 and RFC 7009, for tokens that are ours to know. */
function addTokenRoutes(app: FastifyInstance, services: OAuthServices): void {
  const clientOf = async (request: FastifyRequest, reply: FastifyReply) => {
    const form = formOf(request);
    const client = await authenticateClient(services.em(), request.headers.authorization, form);
    if (!client) {
      void reply.code(401).header('www-authenticate', `Basic realm="${services.issuer.issuer}"`);
      void reply.send({ error: 'invalid_client', error_description: 'client authentication failed' });
    }
    return { client, token: form.get('token') ?? '' };
  };
  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));

  app.post(routes.introspection, async (request, reply) => {
    const { client, token } = await clientOf(request, reply);
    if (!client) return reply;
    // Whoever only says who it is learns nothing of tokens.
    if (client.type === 'PUBLIC') return reply.code(401).send({ error: 'invalid_client' });
    if (token === '') return reply.code(400).send({ error: 'invalid_request', error_description: 'token is missing' });
    return introspect(services.em(), services.verifyToken, token, services.now());
  });

  app.post(routes.revocation, async (request, reply) => {
    const { client, token } = await clientOf(request, reply);
    if (!client) return reply;
    if (token === '') return reply.code(400).send({ error: 'invalid_request', error_description: 'token is missing' });
    const { now, newId } = services.signInContext(request.raw);
    await revoke(services.em(), services.verifyToken, { token, clientId: client.clientId }, { now, newId });
    return reply.code(200).send();
  });
}

/** A phone number, then the code that was sent to it. Plain pages: they need no script. */
function addSignInPage(app: FastifyInstance, provider: Provider, services: OAuthServices): void {
  const url = `${routes.interaction}/:uid`;
  const detailsOf = async (request: FastifyRequest, reply: FastifyReply) => {
    const details = await provider.interactionDetails(request.raw, reply.raw).catch(() => null);
    return details && details.uid === (request.params as { uid: string }).uid ? details : null;
  };
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    { uid, params }: Interaction,
    step: 'phone' | 'code',
    { phoneNumber = '', accountType = '', fault = null as PageFault | null } = {},
  ) => {
    const html = signInPage(step, {
      acceptLanguage: languagesOf(params.ui_locales, request.headers['accept-language']),
      action: `${routes.interaction}/${uid}`,
      csrfToken: formToken(services.signInContext(request.raw).keySecret, uid),
      phoneNumber,
      accountType,
      fault,
    });
    return reply
      .code(fault ? 400 : 200)
      .headers(pageHeaders)
      .send(html);
  };
  const expired = (request: FastifyRequest, reply: FastifyReply) =>
    reply.code(400).headers(pageHeaders).send(expiredPage(request.headers['accept-language']));

  app.get(url, async (request, reply) => {
    const details = await detailsOf(asTheIssuer(request, services.issuer.issuer), reply);
    if (!details) return expired(request, reply);
    const accountType = roleAskedFor(details.params.scope) === 'driver' ? 'DRIVER' : 'PASSENGER';
    return show(request, reply, details, 'phone', { accountType });
  });

  app.post(url, async (request, reply) => {
    const details = await detailsOf(asTheIssuer(request, services.issuer.issuer), reply);
    if (!details) return expired(request, reply);
    const form = formOf(request);
    const given = services.signInContext(request.raw);
    if (!sameDigest(formToken(given.keySecret, details.uid), form.get('csrf_token') ?? ''))
      return expired(request, reply);
    const phoneNumber = form.get('phone_number') ?? '';
    const accountType: AccountType = form.get('account_type') === 'DRIVER' ? 'DRIVER' : 'PASSENGER';
    const step = form.get('step') === 'code' ? 'code' : 'phone';
    try {
      if (step === 'phone') {
        await requestOtp(services.em(), { ...given, phoneNumber, accountType });
        return show(request, reply, details, 'code', { phoneNumber, accountType });
      }
      const proof = { ...given, phoneNumber, accountType, code: form.get('code') ?? '' };
      const { id } = await withProvenPhone(services.em(), proof, async (_tx, account) => account);
      await forgetRemembered(provider, details);
      reply.hijack();
      await provider.interactionFinished(
        request.raw,
        reply.raw,
        { login: { accountId: subjectOf(id, phoneNumber) } },
        { mergeWithLastSubmission: false },
      );
      return reply;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return show(request, reply, details, step, { phoneNumber, accountType, fault: pageFaultOf(error.code) });
    }
  });
}

/**
 * Has the browser forget who signed in before, so that anyone may sign in now: the library would first sign the other one out, at a
 * page that is not there.
 */
async function forgetRemembered(provider: Provider, details: Interaction): Promise<void> {
  if (!details.session) return;
  const remembered = await provider.Session.findByUid(details.session.uid);
  await remembered?.destroy();
  delete details.session;
  await details.persist();
}

/** The languages that the application asks for (OpenID Connect Core 1.0, 3.1.2.1), then those of the browser. */
function languagesOf(uiLocales: unknown, acceptLanguage: string | undefined): string {
  const asked = typeof uiLocales === 'string' ? uiLocales.split(' ') : [];
  return [...asked, acceptLanguage ?? ''].join(',');
}

const formOf = ({ body }: FastifyRequest): URLSearchParams =>
  body instanceof URLSearchParams ? body : new URLSearchParams();

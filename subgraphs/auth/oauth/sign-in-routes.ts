import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { AccountType } from '#contract/account-type.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { requestOtp } from '../domain/codes/request-otp.ts';
import { formToken, sameDigest } from '../domain/secrets.ts';
import { withVerifiedPhone } from '../domain/sign-in/sign-in-with-otp.ts';
import { asIssuer } from './as-issuer.ts';
import { formOf } from './form.ts';
import { expiredPage, type PageError, pageErrorOf, pageHeaders, signInPage } from './pages.ts';
import { paths } from './paths.ts';
import type { OAuthServices } from './services.ts';
import { requestedRole } from './sign-in-policy.ts';
import { formatSubject } from './subject.ts';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Adds the sign-in page: a form for the phone number, then one for the code. It runs no script. */
export function addSignInRoutes(app: FastifyInstance, provider: Provider, services: OAuthServices): void {
  const url = `${paths.interaction}/:uid`;
  /** Returns the interaction of the browser's cookie, or null when it has expired or is not the one of the URL. */
  const interactionOf = async (request: FastifyRequest, reply: FastifyReply) => {
    const { raw } = asIssuer(request, services.issuer.issuer);
    const interaction = await provider.interactionDetails(raw, reply.raw).catch(() => null);
    return interaction?.uid === (request.params as { uid: string }).uid ? interaction : null;
  };
  const sendPage = (
    request: FastifyRequest,
    reply: FastifyReply,
    { uid, params }: Interaction,
    step: 'phone' | 'code',
    { phoneNumber = '', accountType = '', error = null as PageError | null } = {},
  ) => {
    const html = signInPage(step, {
      acceptLanguage: languagesOf(params.ui_locales, request.headers['accept-language']),
      action: `${paths.interaction}/${uid}`,
      csrfToken: formToken(services.signInContext(request.raw).keySecret, uid),
      phoneNumber,
      accountType,
      error,
    });
    return reply
      .code(error ? 400 : 200)
      .headers(pageHeaders)
      .send(html);
  };
  const sendExpired = (request: FastifyRequest, reply: FastifyReply) =>
    reply.code(400).headers(pageHeaders).send(expiredPage(request.headers['accept-language']));

  app.get(url, async (request, reply) => {
    const interaction = await interactionOf(request, reply);
    if (!interaction) return sendExpired(request, reply);
    const accountType = requestedRole(interaction.params.scope) === 'driver' ? 'DRIVER' : 'PASSENGER';
    return sendPage(request, reply, interaction, 'phone', { accountType });
  });

  app.post(url, async (request, reply) => {
    const interaction = await interactionOf(request, reply);
    if (!interaction) return sendExpired(request, reply);
    const form = formOf(request);
    const context = services.signInContext(request.raw);
    const csrfToken = formToken(context.keySecret, interaction.uid);
    if (!sameDigest(csrfToken, form.get('csrf_token') ?? '')) return sendExpired(request, reply);
    const phoneNumber = form.get('phone_number') ?? '';
    const accountType: AccountType = form.get('account_type') === 'DRIVER' ? 'DRIVER' : 'PASSENGER';
    const step = form.get('step') === 'code' ? 'code' : 'phone';
    try {
      if (step === 'phone') {
        await requestOtp(services.em(), { ...context, phoneNumber, accountType });
        return sendPage(request, reply, interaction, 'code', { phoneNumber, accountType });
      }
      const guess = { ...context, phoneNumber, accountType, code: form.get('code') ?? '' };
      const { id } = await withVerifiedPhone(services.em(), guess, async (_tx, account) => account);
      await forgetSession(provider, interaction);
      reply.hijack();
      await provider.interactionFinished(
        request.raw,
        reply.raw,
        { login: { accountId: formatSubject(id, phoneNumber) } },
        { mergeWithLastSubmission: false },
      );
      return reply;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return sendPage(request, reply, interaction, step, { phoneNumber, accountType, error: pageErrorOf(error.code) });
    }
  });
}

/**
 * Makes the browser forget its previous sign-in, so that another account may sign in. Otherwise the library would first sign
 * the previous account out, on a page that auth does not serve.
 */
async function forgetSession(provider: Provider, interaction: Interaction): Promise<void> {
  if (!interaction.session) return;
  const remembered = await provider.Session.findByUid(interaction.session.uid);
  await remembered?.destroy();
  delete interaction.session;
  await interaction.persist();
}

/** The languages that the application requests (OpenID Connect Core 1.0, 3.1.2.1), then those of the browser. */
function languagesOf(uiLocales: unknown, acceptLanguage: string | undefined): string {
  const requested = typeof uiLocales === 'string' ? uiLocales.split(' ') : [];
  return [...requested, acceptLanguage ?? ''].join(',');
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { exportJWK, generateKeyPair } from 'jose';
import { type Configuration, Provider } from 'oidc-provider';
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { cookieKey, sameDigest, sha256 } from '../domain/secrets.ts';
import { authLimits } from '../limits.ts';
import { registerGrants } from './grants.ts';
import { errorPage } from './pages.ts';
import type { OAuthServices } from './services.ts';
import { signInAlone } from './sign-in-policy.ts';
import { ClientStore, StateStore } from './state-store.ts';
import { subjectFrom } from './subject.ts';

/** Where each endpoint is, at auth and through the gateway. */
export const routes = {
  authorization: '/connect/authorize',
  token: '/connect/token',
  introspection: '/connect/introspect',
  revocation: '/connect/revocation',
  interaction: '/connect/interaction',
  jwks: '/.well-known/jwks.json',
} as const;

export interface ProviderOptions {
  em: EntityManager;
  clock: Clock;
  log: Log;
  keySecret: string;
  services: OAuthServices;
}

const cookie = { signed: true, httpOnly: true, sameSite: 'lax', path: '/connect' } as const;
const seconds = (milliseconds: number): number => milliseconds / 1_000;

/**
 * The certified OAuth library: it reads requests, knows clients, redirects and PKCE, and keeps a sign-in together. Accounts, codes,
 * sessions and tokens are ours.
 */
export async function createProvider({ em, clock, log, keySecret, services }: ProviderOptions): Promise<Provider> {
  const { issuer, keys } = services.issuer;
  const { privateKey } = await generateKeyPair(keys.algorithm, { extractable: true });
  const at = (route: string) => new URL(route, issuer).href;
  const configuration: Configuration = {
    adapter: (kind) => (kind === 'Client' ? new ClientStore(em) : new StateStore(kind, em, clock)),
    // It wants a key, and signs nothing: tokens are ours.
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: keys.algorithm }] } as Configuration['jwks'] & object,
    clientDefaults: { id_token_signed_response_alg: keys.algorithm },
    routes: { authorization: routes.authorization, token: routes.token, jwks: routes.jwks },
    scopes: ['openid', 'driver', 'passenger', 'admin', 'service'],
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    pkce: { required: () => true },
    cookies: { keys: [cookieKey(keySecret)], long: cookie, short: cookie },
    ttl: {
      AuthorizationCode: seconds(authLimits.authorizationCode),
      Interaction: seconds(authLimits.signInPage),
      Grant: seconds(authLimits.browserSession),
      Session: seconds(authLimits.browserSession),
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    interactions: { policy: signInAlone(), url: (_ctx, { uid }) => `${routes.interaction}/${uid}` },
    // Whoever signs in at an application of ours has no more to consent to.
    loadExistingGrant: async (ctx) => {
      const { client, session, params } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(String(params?.scope ?? 'openid'));
      await grant.save();
      return grant;
    },
    findAccount: async (_ctx, subject) => ({
      accountId: subject,
      claims: async () => ({ sub: subjectFrom(subject).accountId }),
    }),
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => URL.canParse(uri) && new URL(uri).origin === origin),
    discovery: {
      introspection_endpoint: at(routes.introspection),
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint: at(routes.revocation),
      revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      id_token_signing_alg_values_supported: [keys.algorithm],
    },
    renderError: async (ctx, { error, error_description: description }) => {
      ctx.type = 'html';
      ctx.body = errorPage(ctx.get('accept-language'), error, description);
    },
  };
  const provider = new Provider(issuer, configuration);
  // The gateway is in front: what the routes say of host and protocol is the issuer's.
  provider.proxy = true;
  // Kept hashed, compared by hash.
  (
    provider.Client as unknown as { prototype: { compareClientSecret: (actual: string) => boolean } }
  ).prototype.compareClientSecret = function compare(this: { clientSecret?: string }, actual: string) {
    return sameDigest(sha256(actual), this.clientSecret ?? '');
  };
  registerGrants(provider, services);
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'an OAuth request failed'));
  return provider;
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { exportJWK, generateKeyPair } from 'jose';
import type { Configuration } from 'oidc-provider';
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { cookieKey, sameDigest, sha256 } from '../domain/secrets.ts';
import { isOriginOf } from './allowed-origin.ts';
import { registerGrants } from './grants.ts';
import { validateIdTokens } from './id-token-hint.ts';
import { Provider } from './oidc-library.ts';
import { errorPage } from './pages.ts';
import { paths } from './paths.ts';
import type { OAuthServices } from './services.ts';
import { signInPolicy } from './sign-in-policy.ts';
import { ClientStore, StateStore } from './state-store.ts';
import { parseSubject } from './subject.ts';

/** Seconds for which a client may exchange an authorization code. It does so at once, and a stolen code expires soon. */
const authorizationCodeLifetime = 60;

/** Seconds for which the sign-in page stays open: time for a code to arrive, and for another one. */
const interactionLifetime = 30 * 60;

/** Seconds for which a browser remembers a sign-in. */
const browserSessionLifetime = 12 * 60 * 60;

export interface ProviderOptions {
  em: EntityManager;
  clock: Clock;
  log: Log;
  keySecret: string;
  services: OAuthServices;
}

const cookie = { signed: true, httpOnly: true, sameSite: 'lax', path: '/connect' } as const;

/**
 * Creates the certified OAuth library. It parses requests, authenticates clients, redirects, checks PKCE and keeps the state of
 * a sign-in. Accounts, one-time codes, sessions and tokens are of our own domain.
 */
export async function createProvider({ em, clock, log, keySecret, services }: ProviderOptions): Promise<Provider> {
  const { issuer, keys } = services.issuer;
  const { privateKey } = await generateKeyPair(keys.algorithm, { extractable: true });
  const urlOf = (path: string) => new URL(path, issuer).href;
  const configuration: Configuration = {
    adapter: (kind) => (kind === 'Client' ? new ClientStore(em) : new StateStore(kind, em, clock)),
    // The library requires a key, and never signs with it: the grants issue the tokens.
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: keys.algorithm }] } as Configuration['jwks'] & object,
    clientDefaults: { id_token_signed_response_alg: keys.algorithm },
    routes: { authorization: paths.authorization, token: paths.token, jwks: paths.jwks },
    scopes: ['openid', 'driver', 'passenger', 'admin', 'service'],
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    pkce: { required: () => true },
    cookies: { keys: [cookieKey(keySecret)], long: cookie, short: cookie },
    ttl: {
      AuthorizationCode: authorizationCodeLifetime,
      Interaction: interactionLifetime,
      Grant: browserSessionLifetime,
      Session: browserSessionLifetime,
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
    interactions: { policy: signInPolicy(), url: (_ctx, { uid }) => `${paths.interaction}/${uid}` },
    // Applications are the platform's own, so a sign-in needs no consent.
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
      claims: async () => ({ sub: parseSubject(subject).accountId }),
    }),
    clientBasedCORS: (_ctx, origin, client) => isOriginOf(client, origin),
    discovery: {
      introspection_endpoint: urlOf(paths.introspection),
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint: urlOf(paths.revocation),
      revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      id_token_signing_alg_values_supported: [keys.algorithm],
    },
    renderError: async (ctx, { error, error_description: description }) => {
      ctx.type = 'html';
      ctx.body = errorPage(ctx.get('accept-language'), error, description);
    },
  };
  const provider = new Provider(issuer, configuration);
  // The routes set host and protocol to the issuer's before the library reads them.
  provider.proxy = true;
  compareSecretsByHash(provider);
  keepSessionsForgotten(provider, new StateStore('Session', em, clock));
  validateIdTokens(provider, services.issuer);
  registerGrants(provider, services);
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'an OAuth request failed'));
  return provider;
}

/** Client secrets are stored hashed, while the library compares them as they are. */
function compareSecretsByHash({ Client }: Provider): void {
  const { prototype } = Client as unknown as { prototype: { compareClientSecret: (actual: string) => boolean } };
  prototype.compareClientSecret = function compare(this: { clientSecret?: string }, actual: string) {
    return sameDigest(sha256(actual), this.clientSecret ?? '');
  };
}

/**
 * The library stores a browser's session at the end of each request that has read it, and so one that was deleted meanwhile, because
 * its account's sessions have ended.
 */
function keepSessionsForgotten({ Session }: Provider, store: StateStore): void {
  interface Saved {
    /** The time of expiry, of a session that was stored before. */
    exp?: number;
    /** The identifier before that of a new sign-in. */
    oldId?: string;
  }
  const { prototype } = Session as unknown as { prototype: { save(this: Saved, ttl: number): Promise<string> } };
  const { save } = prototype;
  const adapter = { upsert: store.update.bind(store) };
  prototype.save = function saveIfStored(ttl) {
    const isStored = this.exp !== undefined && this.oldId === undefined;
    if (isStored) Object.defineProperty(this, 'adapter', { value: adapter, configurable: true });
    return save.call(this, ttl);
  };
}

import { randomInt } from 'node:crypto';
import path from 'node:path';
import { signInFields } from '#contract/sign-in-fields.ts';
import { outsideTransaction } from '#platform/database/network-guard.ts';
import type { Metrics } from '#platform/http/metrics.ts';
import { Limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { BackgroundLoop } from '#platform/run/background-loop.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { migrations } from '../../migrations/auth/index.ts';
import type { AuthServices } from './context.ts';
import { setServiceSecret } from './domain/applications/set-service-secret.ts';
import type { SendCode } from './domain/codes/request-otp.ts';
import { CachedKeyRing } from './domain/keys/cached-key-ring.ts';
import { type KeyRing, keySetOf } from './domain/keys/signing-keys.ts';
import { pruneExpired } from './domain/prune-expired.ts';
import { endSessionsOfRevokedApplications } from './domain/sessions/end-sessions-of-applications.ts';
import { PasswordAttempts } from './domain/sign-in/password-attempts.ts';
import { entities } from './entities/index.ts';
import { handlersOf } from './events/consumed.ts';
import { callerOf } from './oauth/callers.ts';
import { addJwksRoute } from './oauth/jwks-route.ts';
import { createProvider } from './oauth/provider.ts';
import { addOAuthRoutes } from './oauth/routes.ts';
import type { OAuthServices } from './oauth/services.ts';
import { resolvers } from './resolvers/index.ts';
import { type AuthSettings, readAuthSettings } from './settings.ts';
import { signInContextOf } from './sign-in-context.ts';
import { smsByTwilio, smsToLog } from './sms/sms.ts';
import { usersClient } from './users-client.ts';

/** Milliseconds between two reads of the signing keys: an instance then publishes a new key well before it signs. */
const keyRefreshInterval = 15_000;

/** Milliseconds between two prunings. */
const pruneInterval = 60_000;

export const database = { entities, migrations };

export interface AuthOptions extends SubgraphOptions<AuthSettings> {
  /** Replaces the sender that the settings configure. */
  sendCode?: SendCode;
  /** Returns an integer from 0 up to, and excluding, `below`; cryptographically random by default. */
  random?: (below: number) => number;
}

/** Starts the auth subgraph: database, keys, GraphQL and OAuth endpoints. */
export function createAuth(options: AuthOptions): Promise<RunningSubgraph> {
  const { settings, log, random = randomInt } = options;
  // Verifies by the keys of its own database, because JWKS_URL leads back here. They are read before the server listens.
  let ring: KeyRing | undefined;
  const ownKeys = keySetOf(() => ring);
  const withKeys = { ...options, verifyToken: options.verifyToken ?? tokenVerifier(settings.token, ownKeys) };
  return startSubgraph<AuthServices>(withKeys, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    anonymousMutations: signInFields,
    services: async ({ em, clock, newId, ...base }, lifecycle, { metrics }) => {
      const context = () => systemContext({ now: clock.now(), newId });
      await setServiceSecret(em.fork(), settings.serviceClientSecret, context());
      const keys = await CachedKeyRing.open(em, settings.keySecret, context);
      ring = keys;
      const every = (interval: number) => ({ interval, startDelay: interval, log });
      const pruning = {
        prune: () => pruneExpired(em, clock.now()),
        'end sessions': () => endSessionsOfRevokedApplications(em, { now: clock.now(), newId }),
      };
      lifecycle.add('pruning of sessions', new BackgroundLoop(pruning, every(pruneInterval)));
      const refreshing = { refresh: async () => keys.refresh().then(() => false) };
      lifecycle.add('refresh of keys', new BackgroundLoop(refreshing, every(keyRefreshInterval)));
      const issuer = { issuer: settings.token.issuer, audience: settings.token.audience, keys };
      const signIn = {
        users: usersClient(settings.urls.users, issuer, clock),
        issuer,
        keySecret: settings.keySecret,
        demoOtp: settings.demoOtp,
        otpPerAddress: settings.otpPerAddress,
        refreshGrace: settings.refreshGrace,
        passwordAttempts: passwordAttemptsOf(settings, metrics),
        newCode: () => String(random(1_000_000)).padStart(6, '0'),
        sendCode: outsideTransaction('a text message', options.sendCode ?? (await smsSender(settings, log))),
      };
      const oauth: OAuthServices = {
        em: () => em.fork(),
        now: () => clock.now(),
        issuer,
        verifyToken: withKeys.verifyToken,
        signInContext: (request) => signInContextOf(callerOf(request), { clock, newId, signIn }),
      };
      const provider = await createProvider({ em, clock, log, keySecret: settings.keySecret, services: oauth });
      return { ...base, em, clock, newId, signIn, oauth, provider };
    },
    handlers: handlersOf,
    addRoutes: (app, { signIn, oauth, provider }) => {
      addJwksRoute(app, signIn.issuer.keys);
      addOAuthRoutes(app, provider, oauth);
    },
  });
}

function passwordAttemptsOf({ passwordSignIns }: AuthSettings, metrics: Metrics): PasswordAttempts {
  // It is not for measuring only: without it, wrong passwords would slow down every other request.
  const limits = new Limits<'password-sign-ins'>(metrics, []);
  return new PasswordAttempts(passwordSignIns, () => void limits.exceeded('password-sign-ins'));
}

async function smsSender({ twilio, production }: AuthSettings, log: Log): Promise<SendCode> {
  return twilio ? smsByTwilio(twilio) : smsToLog(log, production);
}

export const subgraph: SubgraphModule<AuthSettings> = { readSettings: readAuthSettings, create: createAuth };

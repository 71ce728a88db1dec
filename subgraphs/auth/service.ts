import { randomInt } from 'node:crypto';
import path from 'node:path';
import { outsideTransaction } from '#platform/database/network-guard.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { BackgroundLoop } from '#platform/run/background-loop.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { migrations } from '../../migrations/auth/index.ts';
import type { AuthServices } from './context.ts';
import { keepServiceSecret } from './domain/applications/keep-service-secret.ts';
import type { SendCode } from './domain/codes/request-otp.ts';
import { LivingKeyRing } from './domain/keys/living-key-ring.ts';
import { type KeyRing, keySetOf } from './domain/keys/signing-keys.ts';
import { pruneExpired } from './domain/prune.ts';
import { entities } from './entities/index.ts';
import { handlersOf } from './events/consumed.ts';
import { addKeysRoute } from './http/keys-route.ts';
import { authLimits } from './limits.ts';
import { callerOf } from './oauth/callers.ts';
import { createProvider } from './oauth/provider.ts';
import { addOAuthRoutes } from './oauth/routes.ts';
import type { OAuthServices } from './oauth/services.ts';
import { resolvers } from './resolvers/index.ts';
import { type AuthSettings, readAuthSettings } from './settings.ts';
import { signInContextOf } from './sign-in-context.ts';
import { smsByTwilio, smsToLog } from './sms/sms.ts';
import { accountsClient } from './users-client.ts';

export const database = { entities, migrations };

export interface AuthOptions extends SubgraphOptions<AuthSettings> {
  /** In place of the log line. */
  sendCode?: SendCode;
  /** A whole number from 0 and below this one; crypto's unless a test has its own. */
  random?: (below: number) => number;
}

/** Brings the auth subgraph up: database, keys, server, discovery. */
export function createAuth(options: AuthOptions): Promise<RunningSubgraph> {
  const { settings, log, random = randomInt } = options;
  // Of its own database and not by JWKS_URL, which leads back here. They are there before the server listens.
  let ring: KeyRing | undefined;
  const ownKeys = keySetOf(() => ring);
  const withKeys = { ...options, verifyToken: options.verifyToken ?? tokenVerifier(settings.token, ownKeys) };
  return startSubgraph<AuthServices>(withKeys, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    services: async (base, lifecycle) => {
      const origin = { now: base.clock.now(), newId: base.newId };
      await keepServiceSecret(base.em.fork(), settings.serviceClientSecret, origin.now);
      const keys = await LivingKeyRing.open(base.em, settings.keySecret, () => ({
        now: base.clock.now(),
        newId: base.newId,
      }));
      const every = (interval: number) => ({ interval, startDelay: interval, log });
      const jobs = { prune: () => pruneExpired(base.em, base.clock.now()) };
      lifecycle.add('pruning of sessions', new BackgroundLoop(jobs, every(limits.pruneInterval)));
      const renewing = { renew: async () => keys.renew().then(() => false) };
      lifecycle.add('renewal of keys', new BackgroundLoop(renewing, every(authLimits.keyRenewal)));
      ring = keys;
      const issuer = { issuer: settings.token.issuer, audience: settings.token.audience, keys };
      const signIn = {
        accounts: accountsClient(settings.urls.users, issuer, base.clock),
        issuer,
        keySecret: settings.keySecret,
        demoOtp: settings.demoOtp,
        perAddress: settings.otpPerAddress,
        newCode: () => String(random(1_000_000)).padStart(6, '0'),
        sendCode: outsideTransaction('a text message', options.sendCode ?? (await senderOf(settings, log))),
      };
      const oauth: OAuthServices = {
        em: () => base.em.fork(),
        now: () => base.clock.now(),
        issuer,
        verifyToken: withKeys.verifyToken,
        signInContext: (request) =>
          signInContextOf(callerOf(request), { clock: base.clock, newId: base.newId, signIn }),
      };
      const provider = { em: base.em, clock: base.clock, log, keySecret: settings.keySecret, services: oauth };
      return { ...base, signIn, oauth, provider: await createProvider(provider) };
    },
    handlers: handlersOf,
    addRoutes: (app, { signIn, oauth, provider }) => {
      addKeysRoute(app, signIn.issuer);
      addOAuthRoutes(app, provider, oauth);
    },
  });
}

async function senderOf({ twilio, production }: AuthSettings, log: Log): Promise<SendCode> {
  return twilio ? smsByTwilio(twilio) : smsToLog(log, production);
}

export const subgraph: SubgraphModule<AuthSettings> = { readSettings: readAuthSettings, create: createAuth };

import { randomInt } from 'node:crypto';
import path from 'node:path';
import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { migrations } from '../../migrations/auth/index.ts';
import type { Accounts } from './domain/accounts.ts';
import type { TokenIssuer } from './domain/issue-access-token.ts';
import { keepServiceSecret } from './domain/keep-service-secret.ts';
import type { SendCode } from './domain/request-otp.ts';
import { openKeyRing } from './domain/signing-keys.ts';
import { entities } from './entities/index.ts';
import { addDiscoveryRoutes } from './http/discovery.ts';
import { resolvers } from './resolvers/index.ts';
import type { AuthSettings } from './settings.ts';
import { smsToLog } from './sms.ts';
import { accountsClient } from './users-client.ts';

/** What the resolvers of auth are given. */
export interface AuthServices extends SubgraphServices {
  /** What every way in works with. */
  signIn: {
    accounts: Accounts;
    issuer: TokenIssuer;
    keySecret: string;
    demoOtp: string | null;
    perAddress: number;
    newCode: () => string;
    sendCode: SendCode;
  };
}

export type AuthContext = RequestContext<AuthServices>;

export const database = { entities, migrations };

export interface AuthOptions extends SubgraphOptions<AuthSettings> {
  /** In place of the log line. */
  sendCode?: SendCode;
}

/** Brings the auth subgraph up: database, keys, server, discovery. */
export function createAuth(options: AuthOptions): Promise<RunningSubgraph> {
  const { settings, log } = options;
  return startSubgraph<AuthServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    services: async (base) => {
      const origin = { now: base.clock.now(), newId: base.newId };
      await keepServiceSecret(base.em.fork(), settings.serviceClientSecret, origin.now);
      const keys = await openKeyRing(base.em.fork(), settings.keySecret, origin);
      const issuer = { issuer: settings.token.issuer, audience: settings.token.audience, keys };
      return {
        ...base,
        signIn: {
          accounts: accountsClient(settings.urls.users, issuer, base.clock),
          issuer,
          keySecret: settings.keySecret,
          demoOtp: settings.demoOtp,
          perAddress: settings.otpPerAddress,
          newCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
          sendCode: options.sendCode ?? smsToLog(log, settings.production),
        },
      };
    },
    addRoutes: (app, { signIn }) => addDiscoveryRoutes(app, signIn.issuer),
  });
}

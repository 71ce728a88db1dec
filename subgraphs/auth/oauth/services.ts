import type { IncomingMessage } from 'node:http';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '#platform/clock.ts';
import type { NewId } from '#platform/ids.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { VerifyToken } from '#platform/security/access-token.ts';
import type { Caller } from '#platform/subgraph/request-context.ts';
import { countedAddress } from '../domain/codes/counted-address.ts';
import type { SendCode } from '../domain/codes/request-otp.ts';
import type { TokenIssuer } from '../domain/sessions/issue-access-token.ts';
import type { Accounts } from '../domain/sign-in/accounts.ts';

/** What a use case of signing in is given by the request that it is for. */
export interface Surroundings extends EventOrigin {
  address: string;
  accounts: Accounts;
  issuer: TokenIssuer;
  keySecret: string;
  demoOtp: string | null;
  perAddress: number;
  newCode: () => string;
  sendCode: SendCode;
}

/** What the OAuth endpoints work with. */
export interface OAuthServices {
  /** A unit of work of one's own. */
  em: () => EntityManager;
  now: () => Date;
  issuer: TokenIssuer;
  verifyToken: VerifyToken;
  surroundings: (request: IncomingMessage) => Surroundings;
}

/** What every way in works with, whoever asks. */
export interface SignInParts {
  clock: Clock;
  newId: NewId;
  signIn: Omit<Surroundings, keyof EventOrigin | 'address' | 'accounts'> & { accounts: (caller: Caller) => Accounts };
}

export function surroundingsOf(caller: Caller, { clock, newId, signIn }: SignInParts): Surroundings {
  const { accounts, ...rest } = signIn;
  const origin = { now: clock.now(), newId, traceparent: caller.traceparent };
  return { address: countedAddress(caller.address), ...rest, accounts: accounts(caller), ...origin };
}

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '#platform/clock.ts';
import type { NewId } from '#platform/ids.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { VerifyToken } from '#platform/security/access-token.ts';
import type { Caller } from '#platform/subgraph/request-context.ts';
import type { Accounts } from '../domain/accounts.ts';
import type { TokenIssuer } from '../domain/issue-access-token.ts';
import type { SendCode } from '../domain/request-otp.ts';

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
  return { address: addressOf(caller), ...rest, accounts: accounts(caller), ...origin };
}

/** What limits count by: of IPv6 the network of one customer. A proxy may pass on what is no address: all of that counts as one. */
function addressOf({ address }: Caller): string {
  const version = isIP(address.replace(/%.*$/, ''));
  if (version === 0) return 'unknown';
  return version === 4 ? address : networkOf(address.replace(/%.*$/, ''));
}

/** The first 64 bits of an IPv6 address; an IPv4 address in one, as itself. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = address
    .toLowerCase()
    .replace(/\d+\.\d+\.\d+\.\d+$/, '0:0')
    .split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const groups = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

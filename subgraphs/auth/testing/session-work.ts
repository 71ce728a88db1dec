import type { EntityManager } from '@mikro-orm/postgresql';
import { idGenerator } from '#platform/ids.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { requestOtp } from '../domain/codes/request-otp.ts';
import { openKeyRing } from '../domain/keys/signing-keys.ts';
import { pruneExpired } from '../domain/prune-expired.ts';
import { endSessionsOfAccount } from '../domain/sessions/end-sessions-of-account.ts';
import type { TokenIssuer } from '../domain/sessions/issue-access-token.ts';
import { listSessions } from '../domain/sessions/list-sessions.ts';
import { refreshTokens } from '../domain/sessions/refresh-tokens.ts';
import { signInWithOtp } from '../domain/sign-in/sign-in-with-otp.ts';
import type { Users } from '../domain/users.ts';
import { busyAccount, refreshTokenAt } from './many-sessions.ts';

const keySecret = 'a secret of the tests, of 32 characters';
const account = { id: busyAccount, isActive: true, fullName: null };
const users: Users = {
  ensureAccount: async () => account,
  adminByPassword: async () => null,
  account: async () => account,
};

/** The use cases that run most, for a database that {@link makeManySessions} filled. */
export interface SessionWork {
  signIn(phone: number): Promise<void>;
  refresh(token: number): Promise<void>;
  prune(): Promise<boolean>;
  list(): Promise<void>;
  endAll(): Promise<void>;
}

export async function sessionWork(em: () => EntityManager, now: () => Date): Promise<SessionWork> {
  const newId = idGenerator({ now: () => new Date() });
  const keys = await openKeyRing(em(), keySecret, systemContext({ now: now(), newId }));
  const issuer: TokenIssuer = { issuer: 'http://test', audience: 'test', keys };
  const context = () => ({ now: now(), newId, users, issuer, keySecret, refreshGrace: 30_000, demoOtp: null });
  return {
    signIn: async (phone) => {
      const phoneNumber = `+9666${String(phone).padStart(8, '0')}`;
      const input = { ...context(), phoneNumber, accountType: 'PASSENGER' as const, address: '10.0.7.1' };
      await requestOtp(em(), { ...input, otpPerAddress: 1_000_000, newCode: () => '123456', sendCode: async () => {} });
      await signInWithOtp(em(), { ...input, code: '123456' });
    },
    refresh: async (token) => {
      await refreshTokens(em(), { ...context(), refreshToken: refreshTokenAt(token) });
    },
    prune: () => pruneExpired(em(), now()),
    list: async () => {
      const viewer = {
        id: busyAccount,
        role: 'passenger',
        sid: null,
        name: null,
        phoneNumber: null,
        expiresAt: 0,
      } as const;
      await listSessions(em(), busyAccount, viewer, now());
    },
    endAll: () =>
      em().transactional((tx) => endSessionsOfAccount(tx, busyAccount, now(), 'ACCOUNT_INACTIVE', context())),
  };
}

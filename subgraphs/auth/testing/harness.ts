import { expect } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { RunningSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { refusalOf } from '#test-kit/refusal.ts';
import { statementLog, untilBlocked } from '#test-kit/statements.ts';
import {
  type GraphQLAnswer,
  requestGraphQL,
  settingsOn,
  startTestSubgraph,
  type TestSubgraph,
} from '#test-kit/subgraph.ts';
import { defaultPasswordSignIns } from '../domain/sign-in/password-attempts.ts';
import { createAuth } from '../service.ts';
import type { AuthSettings } from '../settings.ts';
import { startUsersStub, type UsersStub } from './users-stub.ts';

type PhoneType = 'DRIVER' | 'PASSENGER';

/** The tokens of a sign-in, and what they contain. */
export interface SignedIn {
  accessToken: string;
  refreshToken: string;
  phoneNumber: string;
  accountId: string;
  sid: string;
}

/** An auth subgraph with its own database and keys, and a stub of users. */
export interface AuthHarness extends TestSubgraph {
  users: UsersStub;
  /** The codes that were sent, newest last. */
  sent: { phoneNumber: string; code: string }[];
  nextPhoneNumber(): string;
  requestOtp(phoneNumber: string, accountType?: string): Promise<GraphQLAnswer>;
  /** Requests a code and returns it. */
  codeFor(phoneNumber: string, accountType?: PhoneType): Promise<string>;
  signInWithOtp(phoneNumber: string, code: string, accountType?: string): Promise<GraphQLAnswer>;
  signInWithPassword(email: string, password: string, address?: string): Promise<GraphQLAnswer>;
  refresh(refreshToken: string): Promise<GraphQLAnswer>;
  /** Signs in by a code; by default as a passenger with a new phone number. */
  signedIn(accountType?: PhoneType, phoneNumber?: string): Promise<SignedIn>;
  adminToken(): Promise<string>;
  /** The service token that auth sends to users. */
  serviceToken(): Promise<string>;
  /** Starts another instance on the same database. */
  another(settings?: Partial<AuthSettings>): Promise<RunningSubgraph>;
  eventsOf(subject: string): Promise<{ type: string; data: Record<string, unknown> }[]>;
  /** Waits until this many statements wait for another transaction's lock. */
  untilBlocked(count: number): Promise<void>;
  /** Blocks writes to a table while `during` runs, but no reads: statements that race are then all past their reads. */
  whileUnwritable(table: string, during: () => Promise<void>): Promise<void>;
  /** The SQL statements since the last call. */
  statements(): string[];
}

export const otpMutation = `mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) {
  accessToken refreshToken tokenType expiresIn scope account { id } } }`;
const requestMutation = 'mutation ($input: RequestOtpInput!) { requestOtp(input: $input) { expiresAt resendAt } }';
const passwordMutation = `mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) {
  accessToken refreshToken scope account { id } } }`;
const refreshMutation = `mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) {
  accessToken refreshToken tokenType expiresIn scope account { id } } }`;

export const testSettings = {
  keySecret: 'a secret of the tests, of 32 characters',
  serviceClientSecret: 'a secret of the service',
  demoOtp: null,
  otpPerAddress: 10_000,
  refreshGrace: 5 * 60_000,
  passwordSignIns: defaultPasswordSignIns,
  twilio: null,
};

/** A guess that is always wrong: no code in these tests starts with 9. */
export const wrongCode = '999999';

export async function startAuth(overrides: Partial<AuthSettings> = {}): Promise<AuthHarness> {
  const { log, statements } = statementLog('auth');
  const users = await startUsersStub();
  const sent: AuthHarness['sent'] = [];
  const testDoubles = {
    sendCode: async (phoneNumber: string, code: string) => void sent.push({ phoneNumber, code }),
    random: (below: number) => Math.floor(Math.random() * 0.9 * below),
  };
  const auth = await startTestSubgraph<AuthSettings>(
    'auth',
    ({ settings, log, clock }) =>
      createAuth({
        settings: { ...settings, database: { ...settings.database, logSql: true } },
        log,
        ...(clock ? { clock } : {}),
        ...testDoubles,
      }),
    { log, urls: { users: users.url }, settings: { ...testSettings, ...overrides } },
  );
  const others: RunningSubgraph[] = [];
  const sql = <Row extends object>(text: string, parameters: unknown[] = []) =>
    auth.orm.em.getConnection().execute<Row[]>(text, parameters);
  let phones = 0;

  const harness: AuthHarness = {
    ...auth,
    users,
    sent,
    nextPhoneNumber: () => `+9665${String(10_000_000 + phones++)}`,
    requestOtp: (phoneNumber, accountType = 'PASSENGER') =>
      auth.request(requestMutation, { input: { phoneNumber, accountType } }),
    codeFor: async (phoneNumber, accountType) => {
      expect((await harness.requestOtp(phoneNumber, accountType)).errors).toBeUndefined();
      return sent.findLast((each) => each.phoneNumber === phoneNumber)?.code as string;
    },
    signInWithOtp: (phoneNumber, code, accountType = 'PASSENGER') =>
      auth.request(otpMutation, { input: { phoneNumber, code, accountType } }),
    signInWithPassword: (email, password, address = '192.0.2.1') =>
      requestGraphQL(auth.url, passwordMutation, { input: { email, password } }, null, { 'x-forwarded-for': address }),
    refresh: (refreshToken) => auth.request(refreshMutation, { input: { refreshToken } }),
    signedIn: async (accountType = 'PASSENGER', phoneNumber = harness.nextPhoneNumber()) => {
      const code = await harness.codeFor(phoneNumber, accountType);
      const answer = await harness.signInWithOtp(phoneNumber, code, accountType);
      expect(answer.errors).toBeUndefined();
      const { accessToken, refreshToken, account } = answer.data.signInWithOtp;
      return { accessToken, refreshToken, phoneNumber, accountId: account.id, sid: String(decodeJwt(accessToken).sid) };
    },
    adminToken: async () => {
      users.addAdmin('sara@masar.test', 'right');
      const answer = await harness.signInWithPassword('sara@masar.test', 'right', '192.0.2.99');
      return answer.data.signInWithPassword.accessToken;
    },
    serviceToken: async () => {
      await harness.signedIn();
      return users.requests.at(-1)?.token as string;
    },
    another: async (settings = {}) => {
      const own = { ...(await settingsOn(auth)), ...settings } as AuthSettings;
      const other = await createAuth({ settings: own, log, clock: auth.clock, ...testDoubles });
      others.push(other);
      return other;
    },
    eventsOf: async (subject) => {
      const rows = await sql<{ body: { type: string; data: Record<string, unknown> } }>(
        'select body from messaging.outbox where subject = ? order by position',
        [subject],
      );
      return rows.map(({ body: { type, data } }) => ({ type, data }));
    },
    untilBlocked: (count) => untilBlocked(auth.orm, count),
    whileUnwritable: (table, during) =>
      auth.orm.em.fork().transactional(async (tx) => {
        await tx.execute(`lock table ${table} in exclusive mode`);
        await during();
      }),
    statements,
    stop: async () => {
      for (const other of others) await other.stop();
      await auth.stop();
      await users.stop();
    },
  };
  return harness;
}

/** Expects RATE_LIMITED with `retryAfter` of these seconds, less those that the test itself has taken. */
export function expectRateLimited(answer: GraphQLAnswer, seconds: number): void {
  const { code, retryAfter } = refusalOf(answer);
  expect(code).toBe('RATE_LIMITED');
  expect(retryAfter).toBeLessThanOrEqual(seconds + 1);
  expect(retryAfter).toBeGreaterThan(seconds - 15);
}

export const seconds = (count: number) => count * 1_000;
export const minutes = (count: number) => seconds(count * 60);
export const hours = (count: number) => minutes(count * 60);

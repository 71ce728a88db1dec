import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AuthHarness, minutes, startAuth, wrongCode } from '../testing/harness.ts';
import { addressWindow } from './codes/request-otp.ts';
import { expiredKept, pruneExpired } from './prune-expired.ts';
import { refreshTokenLifetime } from './sessions/open-session.ts';
import { wrongGuessesWindow } from './sign-in/sign-in-with-otp.ts';

let auth: AuthHarness;

beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const sql = <Row extends object>(text: string) => auth.orm.em.getConnection().execute<Row[]>(text);
const counts = async (): Promise<Record<string, number>> => {
  const [row] = await sql<Record<string, number>>(
    `select (select count(*)::int from oauth_tokens) as tokens, (select count(*)::int from oauth_authorizations) as sessions,
       (select count(*)::int from one_time_codes) as codes, (select count(*)::int from failed_attempts) as guesses,
       (select count(*)::int from oauth_states) as states`,
  );
  return row ?? {};
};

test('deletes each kind of expired row once nothing needs it, and no other row', async () => {
  const { phoneNumber } = await auth.signedIn();
  await auth.signInWithOtp(phoneNumber, wrongCode);
  await sql(
    `insert into oauth_states (id, payload, expires_at) values ('Interaction x', '{}', now() + interval '1 hour')`,
  );
  const all = { tokens: 1, sessions: 1, codes: 1, guesses: 1, states: 1 };
  const prune = (after: number) => pruneExpired(auth.orm.em, new Date(Date.now() + after));
  expect(await prune(0)).toBe(false);
  expect(await counts()).toEqual(all);
  await prune(addressWindow + minutes(6));
  expect(await counts()).toEqual({ ...all, codes: 0, states: 0 });
  await prune(wrongGuessesWindow + 60_000);
  expect(await counts()).toEqual({ ...all, codes: 0, states: 0, guesses: 0 });
  await prune(refreshTokenLifetime + expiredKept - 60_000);
  expect(await counts()).toMatchObject({ tokens: 1, sessions: 1 });
  await prune(refreshTokenLifetime + expiredKept + 60_000);
  expect(await counts()).toEqual({ tokens: 0, sessions: 0, codes: 0, guesses: 0, states: 0 });
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { refusalOf } from '#test-kit/refusal.ts';
import { until } from '#test-kit/until.ts';
import { OAuthToken } from '../../entities/oauth-token.ts';
import { type AuthHarness, hours, type SignedIn, seconds, startAuth } from '../../testing/harness.ts';

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const invalid = { code: 'INVALID_REFRESH_TOKEN' };
const days = (count: number) => hours(24 * count);
const refreshed = async (token: string) => {
  const answer = await auth.refresh(token);
  expect(answer.errors).toBeUndefined();
  return answer.data.refreshTokens as { accessToken: string; refreshToken: string };
};
const endOf = async ({ accountId }: SignedIn) =>
  (await auth.eventsOf(accountId)).filter(({ type }) => type === 'auth.session-ended.v1').map(({ data }) => data);
const tokensOf = ({ sid }: SignedIn) => auth.orm.em.fork().find(OAuthToken, { authorization: sid });

describe('a refresh token', () => {
  test('is exchanged for a new pair of the same session, with the current name and the phone number of the sign-in', async () => {
    const signedIn = await auth.signedIn();
    auth.users.account(signedIn.phoneNumber, 'PASSENGER').fullName = 'Mona Ali';
    const answer = await auth.refresh(signedIn.refreshToken);
    expect(answer.data.refreshTokens).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 600,
      scope: 'passenger',
      account: { id: signedIn.accountId },
    });
    const { accessToken, refreshToken } = answer.data.refreshTokens;
    expect(refreshToken).not.toBe(signedIn.refreshToken);
    expect(decodeJwt(accessToken)).toMatchObject({
      sub: signedIn.accountId,
      sid: signedIn.sid,
      name: 'Mona Ali',
      phone_number: signedIn.phoneNumber,
    });
    const next = await refreshed(refreshToken);
    expect(decodeJwt(next.accessToken)).toMatchObject({ sid: signedIn.sid, phone_number: signedIn.phoneNumber });
  });

  test('is stored only as its SHA-256', async () => {
    const signedIn = await auth.signedIn();
    const [stored] = await tokensOf(signedIn);
    expect(stored?.referenceHash).toBe(createHash('sha256').update(signedIn.refreshToken).digest('hex'));
    expect(JSON.stringify(stored)).not.toContain(signedIn.refreshToken);
  });

  test('is valid for 30 days, as is each successor', async () => {
    const { refreshToken } = await auth.signedIn();
    auth.clock.advance(days(30) - seconds(5));
    const next = await refreshed(refreshToken);
    auth.clock.advance(days(30) + seconds(1));
    expect(refusalOf(await auth.refresh(next.refreshToken))).toEqual(invalid);
  });

  test('is refused when it was never issued', async () => {
    expect(refusalOf(await auth.refresh('x'.repeat(43)))).toEqual(invalid);
    expect(refusalOf(await auth.refresh(''))).toEqual(invalid);
  });

  test('stays good when users fails', async () => {
    const { refreshToken } = await auth.signedIn();
    for (const failure of ['hangs up', 'internal error', 'refuses the token'] as const) {
      auth.users.fail(failure);
      const refusal = refusalOf(await auth.refresh(refreshToken));
      expect(refusal).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'users' });
    }
    auth.users.fail(null);
    await refreshed(refreshToken);
  });
});

describe('a refresh token that is used twice', () => {
  test('ends its session with all its tokens', async () => {
    const signedIn = await auth.signedIn();
    const second = await refreshed(signedIn.refreshToken);
    const third = await refreshed(second.refreshToken);
    expect(refusalOf(await auth.refresh(signedIn.refreshToken))).toEqual(invalid);
    expect(refusalOf(await auth.refresh(third.refreshToken))).toEqual(invalid);
    expect((await tokensOf(signedIn)).map(({ status }) => status)).toEqual(['REVOKED', 'REVOKED', 'REVOKED']);
    expect(await endOf(signedIn)).toEqual([{ accountId: signedIn.accountId, sid: signedIn.sid, reason: 'REUSED' }]);
  });

  test('ends no other session of the account', async () => {
    const signedIn = await auth.signedIn();
    auth.clock.advance(seconds(61));
    const other = await auth.signedIn('PASSENGER', signedIn.phoneNumber);
    const second = await refreshed(signedIn.refreshToken);
    await refreshed(second.refreshToken);
    await auth.refresh(signedIn.refreshToken);
    expect(await endOf(signedIn)).toHaveLength(1);
    await refreshed(other.refreshToken);
  });

  test('ends its session even after it has expired', async () => {
    const signedIn = await auth.signedIn();
    auth.clock.advance(days(29));
    const next = await refreshed(signedIn.refreshToken);
    auth.clock.advance(days(2));
    expect(refusalOf(await auth.refresh(signedIn.refreshToken))).toEqual(invalid);
    expect(refusalOf(await auth.refresh(next.refreshToken))).toEqual(invalid);
    expect(await endOf(signedIn)).toMatchObject([{ reason: 'REUSED' }]);
  });
});

describe('a refresh', () => {
  test('is refused for a deactivated account, and ends the session', async () => {
    const signedIn = await auth.signedIn();
    auth.users.account(signedIn.phoneNumber, 'PASSENGER').isActive = false;
    expect(refusalOf(await auth.refresh(signedIn.refreshToken))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(refusalOf(await auth.refresh(signedIn.refreshToken))).toEqual(invalid);
    const { accountId, sid } = signedIn;
    expect(await endOf(signedIn)).toEqual([{ accountId, sid, reason: 'ACCOUNT_INACTIVE' }]);
  });

  test('is refused for an account that no longer exists, and ends the session', async () => {
    const signedIn = await auth.signedIn('DRIVER');
    auth.users.remove(signedIn.accountId);
    expect(refusalOf(await auth.refresh(signedIn.refreshToken))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(await endOf(signedIn)).toHaveLength(1);
  });

  test('is refused when the account signs out while users is requested', async () => {
    const signedIn = await auth.signedIn();
    const received = auth.users.requests.length;
    const release = auth.users.withhold('_entities');
    const refresh = auth.refresh(signedIn.refreshToken);
    await until(() => auth.users.requests.length > received);
    await auth.request('mutation { signOut(input: {}) { endedSessions } }', {}, signedIn.accessToken);
    release();
    expect(refusalOf(await refresh)).toEqual(invalid);
    expect(await endOf(signedIn)).toMatchObject([{ reason: 'SIGNED_OUT' }]);
  });

  test('is refused after signing out', async () => {
    const signedIn = await auth.signedIn();
    await auth.request('mutation { signOut(input: {}) { endedSessions } }', {}, signedIn.accessToken);
    expect(refusalOf(await auth.refresh(signedIn.refreshToken))).toEqual(invalid);
    expect(await endOf(signedIn)).toEqual([{ accountId: signedIn.accountId, sid: signedIn.sid, reason: 'SIGNED_OUT' }]);
  });
});

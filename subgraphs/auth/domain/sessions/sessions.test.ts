import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { type AuthHarness, hours, type SignedIn, seconds, startAuth } from '../../testing/harness.ts';

let auth: AuthHarness;
let admin: string;
beforeAll(async () => {
  auth = await startAuth();
  admin = await auth.adminToken();
});
afterAll(() => auth.stop());

const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account {
  id sessions { id isCurrent createdAt lastUsedAt expiresAt application { clientId displayName type } }
} } }`;
const sessionsOf = async (accountId: string, token: string | null) => {
  const answer = await auth.request(query, { r: [{ __typename: 'Account', id: accountId }] }, token);
  return { sessions: answer.data._entities[0].sessions, answer };
};
const idsOf = async (accountId: string, token: string) =>
  (await sessionsOf(accountId, token)).sessions.map(({ id }: { id: string }) => id);
const signOut = (token: string | null, everywhere?: boolean | null) =>
  auth.request(
    'mutation ($e: Boolean) { signOut(input: { everywhere: $e }) { endedSessions } }',
    { e: everywhere },
    token,
  );
const revoke = (sessionId: string, token: string | null) =>
  auth.request(
    'mutation ($id: ID!) { revokeSession(input: { sessionId: $id }) { session { id application { clientId } } } }',
    { id: sessionId },
    token,
  );
const reasonsOf = async (accountId: string) =>
  (await auth.eventsOf(accountId))
    .filter(({ type }) => type === 'auth.session-ended.v1')
    .map(({ data }) => [data.sid, data.reason]);
const twoSessions = async (): Promise<[SignedIn, SignedIn]> => {
  const first = await auth.signedIn();
  auth.clock.advance(seconds(61));
  return [first, await auth.signedIn('PASSENGER', first.phoneNumber)];
};

describe('the sessions of an account', () => {
  test('are listed to their owner, newest first, with the current one marked', async () => {
    const [first, second] = await twoSessions();
    const { sessions } = await sessionsOf(first.accountId, first.accessToken);
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    const common = {
      createdAt: instant,
      lastUsedAt: instant,
      expiresAt: instant,
      application: { clientId: 'masar-app', displayName: 'Masar Eagle on the phone', type: 'PUBLIC' },
    };
    expect(sessions).toEqual([
      { ...common, id: second.sid, isCurrent: false },
      { ...common, id: first.sid, isCurrent: true },
    ]);
  });

  test('stay in the order of their sign-ins when an older one is refreshed', async () => {
    const [first, second] = await twoSessions();
    auth.clock.advance(seconds(5));
    await auth.refresh(first.refreshToken);
    expect(await idsOf(first.accountId, first.accessToken)).toEqual([second.sid, first.sid]);
  });

  test('have the time of their last use, and expire 30 days after it', async () => {
    const { accountId, accessToken, refreshToken } = await auth.signedIn();
    auth.clock.advance(hours(24));
    await auth.refresh(refreshToken);
    const [seen] = (await sessionsOf(accountId, accessToken)).sessions;
    expect(Date.parse(seen.lastUsedAt) - Date.parse(seen.createdAt)).toBeGreaterThanOrEqual(hours(24));
    expect(Date.parse(seen.expiresAt) - Date.parse(seen.lastUsedAt)).toBe(hours(24 * 30));
  });

  test('are null in the answer to the sign-in itself, which has an anonymous caller', async () => {
    const phoneNumber = auth.nextPhoneNumber();
    const input = { phoneNumber, accountType: 'DRIVER', code: await auth.codeFor(phoneNumber, 'DRIVER') };
    const signIn = `mutation ($input: SignInWithOtpInput!) {
      signInWithOtp(input: $input) { account { id sessions { id } } }
    }`;
    const answer = await auth.request(signIn, { input });
    expect(answer.data.signInWithOtp.account).toEqual({ id: expect.stringMatching(/^d_/), sessions: null });
    expect(refusalOf(answer)).toEqual({ code: 'UNAUTHENTICATED' });
  });

  test('are listed to admins', async () => {
    const { accountId, sid } = await auth.signedIn();
    const { sessions, answer } = await sessionsOf(accountId, admin);
    expect(answer.errors).toBeUndefined();
    expect(sessions).toEqual([expect.objectContaining({ id: sid, isCurrent: false })]);
  });

  test('are null with an error to anyone else', async () => {
    const { accountId } = await auth.signedIn();
    const stranger = await auth.signedIn('DRIVER');
    for (const [token, code] of [
      [stranger.accessToken, 'FORBIDDEN'],
      [await auth.serviceToken(), 'FORBIDDEN'],
      [null, 'UNAUTHENTICATED'],
    ] as const) {
      const { sessions, answer } = await sessionsOf(accountId, token);
      expect(sessions).toBeNull();
      expect(refusalOf(answer)).toEqual({ code });
    }
  });

  test('do not include ended and expired ones', async () => {
    const [first, second] = await twoSessions();
    await signOut(second.accessToken);
    expect(await idsOf(first.accountId, first.accessToken)).toEqual([first.sid]);
    auth.clock.advance(hours(24 * 30) + seconds(1));
    expect(await idsOf(first.accountId, first.accessToken)).toEqual([]);
  });

  test('take one statement, and one more for all their applications', async () => {
    const [first] = await twoSessions();
    auth.statements();
    await sessionsOf(first.accountId, first.accessToken);
    const tables = auth
      .statements()
      .filter((sql) => sql.includes('select'))
      .map((sql) => /from \\?"(\w+)/.exec(sql)?.[1]);
    expect(tables).toEqual(['oauth_authorizations', 'oauth_applications']);
  });
});

describe('signOut', () => {
  test('ends the session of its token, once', async () => {
    const [first, second] = await twoSessions();
    expect((await signOut(first.accessToken)).data.signOut).toEqual({ endedSessions: 1 });
    expect((await signOut(first.accessToken)).data.signOut).toEqual({ endedSessions: 0 });
    expect(await idsOf(first.accountId, second.accessToken)).toEqual([second.sid]);
    expect(await reasonsOf(first.accountId)).toEqual([[first.sid, 'SIGNED_OUT']]);
  });

  test('everywhere ends every active session of the account, publishes an event for each, and ends none of another account', async () => {
    const old = await auth.signedIn();
    auth.clock.advance(hours(24 * 30) + seconds(1));
    const first = await auth.signedIn('PASSENGER', old.phoneNumber);
    auth.clock.advance(seconds(61));
    const second = await auth.signedIn('PASSENGER', old.phoneNumber);
    const stranger = await auth.signedIn();
    expect((await signOut(second.accessToken, true)).data.signOut).toEqual({ endedSessions: 2 });
    expect((await reasonsOf(old.accountId)).toSorted()).toEqual(
      [first.sid, second.sid].toSorted().map((sid) => [sid, 'SIGNED_OUT']),
    );
    expect((await auth.refresh(first.refreshToken)).errors?.[0]?.extensions.code).toBe('INVALID_REFRESH_TOKEN');
    expect(await idsOf(stranger.accountId, stranger.accessToken)).toEqual([stranger.sid]);
  });

  test('with null for `everywhere` ends only the current session', async () => {
    const [first, second] = await twoSessions();
    expect((await signOut(first.accessToken, null)).data.signOut).toEqual({ endedSessions: 1 });
    expect(await idsOf(first.accountId, second.accessToken)).toEqual([second.sid]);
  });

  test('ends a session once when called concurrently', async () => {
    const { accountId, accessToken } = await auth.signedIn();
    const answers = await Promise.all([signOut(accessToken), signOut(accessToken), signOut(accessToken, true)]);
    expect(answers.map(({ data }) => data.signOut.endedSessions).toSorted()).toEqual([0, 0, 1]);
    expect(await reasonsOf(accountId)).toHaveLength(1);
  });

  test('is refused to an anonymous caller and to a service, which has no session', async () => {
    expect(refusalOf(await signOut(null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(refusalOf(await signOut(await auth.serviceToken()))).toEqual({ code: 'FORBIDDEN' });
  });
});

describe('revokeSession', () => {
  test("ends another of the caller's sessions; a second call changes nothing", async () => {
    const [first, second] = await twoSessions();
    const session = { id: first.sid, application: { clientId: 'masar-app' } };
    expect((await revoke(first.sid, second.accessToken)).data.revokeSession).toEqual({ session });
    expect((await revoke(first.sid, second.accessToken)).data.revokeSession).toEqual({ session });
    expect(await reasonsOf(first.accountId)).toEqual([[first.sid, 'REVOKED']]);
    expect((await auth.refresh(first.refreshToken)).errors?.[0]?.extensions.code).toBe('INVALID_REFRESH_TOKEN');
  });

  test('ends any session for an admin', async () => {
    const { sid, accountId } = await auth.signedIn();
    expect((await revoke(sid, admin)).errors).toBeUndefined();
    expect(await reasonsOf(accountId)).toEqual([[sid, 'REVOKED']]);
  });

  test('is refused to anyone else, and the session stays active', async () => {
    const owner = await auth.signedIn();
    const stranger = await auth.signedIn();
    expect(refusalOf(await revoke(owner.sid, stranger.accessToken))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await revoke(owner.sid, await auth.serviceToken()))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await revoke(owner.sid, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(await idsOf(owner.accountId, owner.accessToken)).toEqual([owner.sid]);
  });

  test('answers NOT_FOUND for an unknown session and BAD_USER_INPUT for an id of another type', async () => {
    const { accessToken } = await auth.signedIn();
    expect(refusalOf(await revoke(`az_${'f'.repeat(32)}`, accessToken))).toEqual({
      code: 'NOT_FOUND',
      field: 'sessionId',
    });
    expect(refusalOf(await revoke(`tok_${'f'.repeat(32)}`, accessToken))).toEqual(badInput('sessionId'));
  });
});

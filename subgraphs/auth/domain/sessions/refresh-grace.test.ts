import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { refusalOf } from '#test-kit/refusal.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { OAuthToken } from '../../entities/oauth-token.ts';
import { type AuthHarness, type SignedIn, startAuth, testSettings } from '../../testing/harness.ts';
import { openKeyRing } from '../keys/signing-keys.ts';
import { sha256 } from '../secrets.ts';
import type { Users } from '../users.ts';
import { refreshTokens } from './refresh-tokens.ts';

let auth: AuthHarness;
/** An instance on the same database without a grace. */
let strictUrl: string;
beforeAll(async () => {
  auth = await startAuth();
  strictUrl = (await auth.another({ refreshGrace: 0 })).url;
});
afterAll(() => auth.stop());

const invalid = { code: 'INVALID_REFRESH_TOKEN' };
const mutation = `mutation ($t: String!) { refreshTokens(input: { refreshToken: $t }) { accessToken refreshToken } }`;
const refreshAt = (url: string, token: string) => requestGraphQL(url, mutation, { t: token });
const refresh = (token: string) => refreshAt(auth.url, token);
const successorAt = async (url: string, token: string): Promise<string> => {
  const { data, errors } = await refreshAt(url, token);
  expect(errors).toBeUndefined();
  return data.refreshTokens.refreshToken;
};
const successorOf = (token: string) => successorAt(auth.url, token);
const statusesOf = async ({ sid }: SignedIn) =>
  (await auth.orm.em.fork().find(OAuthToken, { authorization: sid }, { orderBy: { id: 'asc' } })).map(
    ({ status }) => status,
  );
const endsOf = async ({ accountId }: SignedIn) =>
  (await auth.eventsOf(accountId))
    .filter(({ type }) => type === 'auth.session-ended.v1')
    .map(({ data }) => data.reason);
const redeemedAt = async (token: string) =>
  (await auth.orm.em.fork().findOneOrFail(OAuthToken, { referenceHash: sha256(token) })).redeemedAt as Date;

/** The same use of a token at each of these instances, all past the first read of it. */
async function concurrently(urls: readonly string[], token: string) {
  const received = auth.users.requests.length;
  const release = auth.users.withhold('_entities');
  const answers = urls.map((url) => refreshAt(url, token));
  await until(() => auth.users.requests.length === received + urls.length);
  release();
  return Promise.all(answers);
}

/** Refreshes at a given time, by default with a grace of thirty seconds. */
async function refreshWith(
  token: string,
  signedIn: SignedIn,
  now: Date,
  { keySecret = testSettings.keySecret, refreshGrace = 30_000 } = {},
) {
  const origin = { now, newId: (prefix: string) => `${prefix}_${crypto.randomUUID().replaceAll('-', '')}` };
  const keys = await openKeyRing(auth.orm.em.fork(), testSettings.keySecret, systemContext(origin));
  const account = { id: signedIn.accountId, isActive: true, fullName: null };
  const users = { account: async () => account } as unknown as Users;
  const issuer = { issuer: 'http://auth.test', audience: 'test', keys };
  const input = { ...origin, refreshToken: token, users, issuer, keySecret, refreshGrace };
  return refreshTokens(auth.orm.em.fork(), input);
}

describe('within the grace, a refresh token that was used', () => {
  test('gives the same successor, with a new access token of the session, to a client that lost the response', async () => {
    const signedIn = await auth.signedIn();
    const first = await refresh(signedIn.refreshToken);
    const retries = [await refresh(signedIn.refreshToken), await refresh(signedIn.refreshToken)];
    const { refreshToken } = first.data.refreshTokens;
    for (const { data } of retries) {
      expect(data.refreshTokens.refreshToken).toBe(refreshToken);
      expect(decodeJwt(data.refreshTokens.accessToken)).toMatchObject({ sid: signedIn.sid, sub: signedIn.accountId });
    }
    expect(await statusesOf(signedIn)).toEqual(['REDEEMED', 'VALID']);
    expect(await successorOf(refreshToken)).not.toBe(refreshToken);
    expect(await endsOf(signedIn)).toEqual([]);
  });

  test('gives one successor to concurrent uses, at two instances', async () => {
    const signedIn = await auth.signedIn();
    const other = await auth.another();
    const answers = await concurrently([auth.url, other.url, auth.url, other.url], signedIn.refreshToken);
    const successors = new Set(answers.map(({ data }) => data.refreshTokens.refreshToken));
    expect(successors.size).toBe(1);
    expect(await statusesOf(signedIn)).toEqual(['REDEEMED', 'VALID']);
    await successorOf([...successors][0] as string);
  });

  test('gives one successor to two uses in one document', async () => {
    const signedIn = await auth.signedIn();
    const exchange = `refreshTokens(input: { refreshToken: "${signedIn.refreshToken}" }) { refreshToken }`;
    const { data } = await auth.request(`mutation { a: ${exchange} b: ${exchange} }`);
    expect(data.a).toEqual(data.b);
    expect(await statusesOf(signedIn)).toEqual(['REDEEMED', 'VALID']);
  });

  test('gives the same successor at the token endpoint, to its own client alone', async () => {
    const signedIn = await auth.signedIn();
    const grant = async (clientId: string) => {
      const body = new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: signedIn.refreshToken,
      });
      const response = await fetch(new URL('/connect/token', auth.url), { method: 'POST', body });
      return { status: response.status, ...(await response.json()) };
    };
    const first = await grant('masar-app');
    expect(await grant('masar-app')).toMatchObject({ status: 200, refresh_token: first.refresh_token });
    expect(await successorOf(signedIn.refreshToken)).toBe(first.refresh_token);
    expect(await grant('masar-web')).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await statusesOf(signedIn)).toEqual(['REDEEMED', 'VALID']);
  });

  test('ends the session once its successor was used', async () => {
    const signedIn = await auth.signedIn();
    const third = await successorOf(await successorOf(signedIn.refreshToken));
    expect(refusalOf(await refresh(signedIn.refreshToken))).toEqual(invalid);
    expect(refusalOf(await refresh(third))).toEqual(invalid);
    expect(await statusesOf(signedIn)).toEqual(['REVOKED', 'REVOKED', 'REVOKED']);
    expect(await endsOf(signedIn)).toEqual(['REUSED']);
  });

  test('is refused after the session has ended, which it does not end again', async () => {
    const signedIn = await auth.signedIn();
    await successorOf(signedIn.refreshToken);
    await auth.request('mutation { signOut(input: {}) { endedSessions } }', {}, signedIn.accessToken);
    expect(refusalOf(await refresh(signedIn.refreshToken))).toEqual(invalid);
    expect(await endsOf(signedIn)).toEqual(['SIGNED_OUT']);
  });

  test('ends the session of an account that has become inactive', async () => {
    const signedIn = await auth.signedIn();
    await successorOf(signedIn.refreshToken);
    auth.users.account(signedIn.phoneNumber, 'PASSENGER').isActive = false;
    expect(refusalOf(await refresh(signedIn.refreshToken))).toEqual({ code: 'ACCOUNT_INACTIVE' });
    expect(await endsOf(signedIn)).toEqual(['ACCOUNT_INACTIVE']);
  });
});

describe('the grace', () => {
  test('ends thirty seconds after the first use: a use after that ends the session', async () => {
    const signedIn = await auth.signedIn();
    const successor = await successorOf(signedIn.refreshToken);
    const end = (await redeemedAt(signedIn.refreshToken)).getTime() + 30_000;
    const last = await refreshWith(signedIn.refreshToken, signedIn, new Date(end - 1));
    expect(last.refreshToken).toBe(successor);
    await expect(refreshWith(signedIn.refreshToken, signedIn, new Date(end))).rejects.toMatchObject(invalid);
    expect(await endsOf(signedIn)).toEqual(['REUSED']);
  });

  test('is not prolonged by a repeated use', async () => {
    const signedIn = await auth.signedIn();
    await successorOf(signedIn.refreshToken);
    const first = await redeemedAt(signedIn.refreshToken);
    await refreshWith(signedIn.refreshToken, signedIn, new Date(first.getTime() + 20_000));
    expect(await redeemedAt(signedIn.refreshToken)).toEqual(first);
  });

  test('is off when it is zero: a second use ends the session, also a concurrent one', async () => {
    const sequential = await auth.signedIn();
    const next = await successorAt(strictUrl, sequential.refreshToken);
    expect(refusalOf(await refreshAt(strictUrl, sequential.refreshToken))).toEqual(invalid);
    expect(refusalOf(await refreshAt(strictUrl, next))).toEqual(invalid);
    expect(await endsOf(sequential)).toEqual(['REUSED']);

    const concurrent = await auth.signedIn();
    const answers = await concurrently([strictUrl, strictUrl, strictUrl], concurrent.refreshToken);
    expect(answers.filter(({ errors }) => !errors).length).toBeLessThanOrEqual(1);
    expect(await statusesOf(concurrent)).toEqual(['REVOKED', 'REVOKED']);
    expect(await endsOf(concurrent)).toEqual(['REUSED']);
  });

  test('of zero has no second use that began before the first, as at an instance whose clock is slow', async () => {
    const signedIn = await auth.signedIn();
    await successorAt(strictUrl, signedIn.refreshToken);
    const earlier = new Date((await redeemedAt(signedIn.refreshToken)).getTime() - 5_000);
    const reuse = refreshWith(signedIn.refreshToken, signedIn, earlier, { refreshGrace: 0 });
    await expect(reuse).rejects.toMatchObject(invalid);
    expect(await endsOf(signedIn)).toEqual(['REUSED']);
  });
});

/** Both have the first token. The grace of what is used at a strict instance is over. */
describe('a thief of a refresh token, and its owner', () => {
  test('share a successor when both use the token within the grace, and the session ends when both use that one', async () => {
    const owner = await auth.signedIn();
    const stolen = await successorOf(owner.refreshToken);
    expect(await successorOf(owner.refreshToken)).toBe(stolen);
    await successorOf(stolen);
    expect(refusalOf(await refreshAt(strictUrl, stolen))).toEqual(invalid);
    expect(await endsOf(owner)).toEqual(['REUSED']);
  });

  test('end the session when the thief is ahead by a token, within the grace too', async () => {
    const owner = await auth.signedIn();
    const stolen = await successorOf(owner.refreshToken);
    const newest = await successorOf(stolen);
    expect(refusalOf(await refresh(owner.refreshToken))).toEqual(invalid);
    expect(refusalOf(await refresh(newest))).toEqual(invalid);
  });

  test('end the session when the thief comes after the grace', async () => {
    const owner = await auth.signedIn();
    const newest = await successorOf(owner.refreshToken);
    expect(refusalOf(await refreshAt(strictUrl, owner.refreshToken))).toEqual(invalid);
    expect(refusalOf(await refresh(newest))).toEqual(invalid);
  });
});

describe('the successor of a refresh token', () => {
  test('is stored nowhere, as are its predecessors', async () => {
    const { refreshToken: first, accountId } = await auth.signedIn();
    const second = await successorOf(first);
    await successorOf(first);
    const third = await successorOf(second);
    const stored = await auth.orm.em.fork().execute<{ row: string }[]>(
      `select token::text as row from oauth_tokens token where subject = ?
         union all select event::text from messaging.outbox event where subject = ?`,
      [accountId, accountId],
    );
    expect(stored.length).toBeGreaterThan(3);
    for (const token of [first, second, third]) expect(JSON.stringify(stored)).not.toContain(token);
    expect(JSON.stringify(stored)).toContain(sha256(third));
  });

  test('is not found after the secret has changed: a repeated use is then a second one', async () => {
    const signedIn = await auth.signedIn();
    await successorOf(signedIn.refreshToken);
    const now = await redeemedAt(signedIn.refreshToken);
    const changed = refreshWith(signedIn.refreshToken, signedIn, now, {
      keySecret: 'another secret of 32 characters.',
    });
    await expect(changed).rejects.toMatchObject(invalid);
    expect(await endsOf(signedIn)).toEqual(['REUSED']);
  });

  test('is not found after a use at the previous release, which sets no time: a repeated use is a second one', async () => {
    const signedIn = await auth.signedIn();
    await auth.orm.em
      .fork()
      .execute(`update oauth_tokens set status = 'REDEEMED' where reference_hash = ?`, [sha256(signedIn.refreshToken)]);
    expect(refusalOf(await refresh(signedIn.refreshToken))).toEqual(invalid);
    expect(await endsOf(signedIn)).toEqual(['REUSED']);
  });
});

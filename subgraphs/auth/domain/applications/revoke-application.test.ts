import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { until } from '#test-kit/until.ts';
import { OAuthApplication } from '../../entities/oauth-application.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { type AuthHarness, startAuth } from '../../testing/harness.ts';
import { endSessionsOfRevokedApplications, maxEndedAtOnce } from '../sessions/end-sessions-of-applications.ts';

let auth: AuthHarness;
let admin: string;
let clients = 0;
beforeAll(async () => {
  auth = await startAuth();
  admin = await auth.adminToken();
});
afterAll(() => auth.stop());

const invalidGrant = { status: 400, error: 'invalid_grant' };
const invalidClient = { status: 401, error: 'invalid_client' };
const registerMutation = `mutation ($input: RegisterOAuthApplicationInput!) { registerOAuthApplication(input: $input) {
  clientSecret application { id clientId isActive } } }`;
const register = async (input: Record<string, unknown> = {}) => {
  const client = { clientId: `partner-${clients++}`, type: 'PUBLIC', scopes: ['passenger'], ...input };
  const { data, errors } = await auth.request(registerMutation, { input: client }, admin);
  expect(errors).toBeUndefined();
  const { application, clientSecret } = data.registerOAuthApplication;
  return { id: application.id as string, clientId: client.clientId, clientSecret: clientSecret as string };
};
const revoke = (applicationId: string, token: string | null = admin) =>
  auth.request(
    `mutation ($id: ID!) { revokeOAuthApplication(input: { applicationId: $id }) { application { id isActive } } }`,
    { id: applicationId },
    token,
  );
const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
  const response = await fetch(new URL(path, auth.url), { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: response.status, ...JSON.parse((await response.text()) || '{}') };
};
const basic = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
});
const codeGrant = async (clientId: string) => {
  const phoneNumber = auth.nextPhoneNumber();
  const code = await auth.codeFor(phoneNumber, 'PASSENGER');
  const form = { grant_type: 'urn:masareagle:otp', client_id: clientId, phone_number: phoneNumber };
  return () => post('/connect/token', { ...form, account_type: 'PASSENGER', code });
};
/** A session of a new account at an application. */
const sessionAt = async (clientId: string) => {
  const signIn = await codeGrant(clientId);
  const tokens = await signIn();
  const { sub = '', sid } = decodeJwt<{ sid: string }>(tokens.access_token);
  return {
    accountId: sub,
    sid,
    refreshToken: tokens.refresh_token as string,
    accessToken: tokens.access_token as string,
  };
};
const endsOf = async (accountId: string) =>
  (await auth.eventsOf(accountId)).filter(({ type }) => type === 'auth.session-ended.v1').map(({ data }) => data);
const recordsOf = async (applicationId: string) => (await auth.eventsOf(applicationId)).map(({ data }) => data.action);

describe('revokeOAuthApplication', () => {
  test('ends the sessions of the application, and no other, and records the change', async () => {
    const { id, clientId } = await register();
    const sessions = [await sessionAt(clientId), await sessionAt(clientId)];
    const other = await auth.signedIn();
    expect((await revoke(id)).data.revokeOAuthApplication.application).toEqual({ id, isActive: false });
    for (const { accountId, sid, refreshToken } of sessions) {
      expect(await endsOf(accountId)).toEqual([{ accountId, sid, reason: 'REVOKED' }]);
      expect(refusalOf(await auth.refresh(refreshToken))).toEqual({ code: 'INVALID_REFRESH_TOKEN' });
    }
    expect(await endsOf(other.accountId)).toEqual([]);
    expect((await auth.refresh(other.refreshToken)).errors).toBeUndefined();
    expect(await recordsOf(id)).toEqual(['application.registered', 'application.revoked']);
  });

  test('keeps the application from authenticating at every endpoint', async () => {
    const app = await register({ type: 'CONFIDENTIAL', scopes: ['service'] });
    const grant = () => post('/connect/token', { grant_type: 'client_credentials' }, basic(app));
    const { access_token: token } = await grant();
    const service = { clientId: 'masar-service', clientSecret: 'a secret of the service' };
    const introspect = () => post('/connect/introspect', { token }, basic(service));
    expect(await introspect()).toMatchObject({ active: true });
    await revoke(app.id);
    expect(await grant()).toMatchObject(invalidClient);
    expect(await post('/connect/introspect', { token }, basic(app))).toMatchObject(invalidClient);
    expect(await post('/connect/revocation', { token }, basic(app))).toMatchObject(invalidClient);
    expect(await introspect()).toEqual({ status: 200, active: false });

    const page = await register({ redirectUris: ['https://partner.test/back'] });
    await revoke(page.id);
    const query = `client_id=${page.clientId}&response_type=code&scope=openid&redirect_uri=https://partner.test/back`;
    const authorize = await fetch(new URL(`/connect/authorize?${query}`, auth.url), { redirect: 'manual' });
    expect([authorize.status, await authorize.text()]).toEqual([400, expect.stringContaining('invalid_client')]);
  });

  test('is done before a sign-in that has begun, which then opens no session', async () => {
    const { id, clientId } = await register();
    const signIn = await codeGrant(clientId);
    const received = auth.users.requests.length;
    const release = auth.users.withhold('ensureAccount');
    const tokens = signIn();
    await until(() => auth.users.requests.length > received);
    await revoke(id);
    release();
    expect(await tokens).toMatchObject(invalidGrant);
    expect(await auth.orm.em.fork().count(OAuthAuthorization, { application: id })).toBe(0);
  });

  test('waits for a sign-in that opens a session, and ends that too', async () => {
    const { id, clientId } = await register();
    const signIn = await codeGrant(clientId);
    let tokens: ReturnType<typeof signIn> | undefined;
    let revoked: ReturnType<typeof revoke> | undefined;
    await auth.whileUnwritable('oauth_authorizations', async () => {
      tokens = signIn();
      await auth.untilBlocked(1);
      revoked = revoke(id);
      await auth.untilBlocked(2);
    });
    const { sub = '', sid } = decodeJwt((await tokens)?.access_token);
    expect((await revoked)?.errors).toBeUndefined();
    expect(await endsOf(sub)).toEqual([{ accountId: sub, sid, reason: 'REVOKED' }]);
  });

  test('happens once, also when it is concurrent', async () => {
    const { id, clientId } = await register();
    const { accountId } = await sessionAt(clientId);
    const answers = await Promise.all([revoke(id), revoke(id), revoke(id)]);
    answers.push(await revoke(id));
    for (const { data } of answers) expect(data.revokeOAuthApplication.application).toEqual({ id, isActive: false });
    expect(await endsOf(accountId)).toHaveLength(1);
    expect(await recordsOf(id)).toEqual(['application.registered', 'application.revoked']);
  });

  test('ends a thousand sessions at once, and the rest soon after; those tokens are of no use before', async () => {
    const { id, clientId } = await register();
    const { refreshToken, accessToken, sid } = await sessionAt(clientId);
    await auth.orm.em.fork().execute(
      `insert into oauth_authorizations (id, created_at, updated_at, application_id, subject, status, type, scopes, creation_date,
         last_used_at, expires_at)
       select 'az_' || lpad(at::text, 32, '0'), created_at, updated_at, application_id, 'p_' || at, status, type, scopes, creation_date,
         last_used_at, expires_at
       from oauth_authorizations, generate_series(1, ?) as at where id = ?`,
      [maxEndedAtOnce, sid],
    );
    await revoke(id);
    const left = await auth.orm.em.fork().find(OAuthAuthorization, { application: id, status: 'VALID' });
    expect(left.map((session) => session.id)).toEqual([sid]);
    expect(refusalOf(await auth.refresh(refreshToken))).toEqual({ code: 'INVALID_REFRESH_TOKEN' });
    const service = { clientId: 'masar-service', clientSecret: 'a secret of the service' };
    for (const token of [refreshToken, accessToken]) {
      expect(await post('/connect/introspect', { token }, basic(service))).toEqual({ status: 200, active: false });
    }
    const origin = { now: auth.clock.now(), newId: (prefix: string) => `${prefix}_${crypto.randomUUID()}` };
    expect(await endSessionsOfRevokedApplications(auth.orm.em, origin)).toBe(false);
    expect(await auth.orm.em.fork().count(OAuthAuthorization, { application: id, status: 'VALID' })).toBe(0);
  });

  test('leaves the application to the sessions that refer to it, and out of the list', async () => {
    const { id, clientId } = await register();
    const { sid } = await sessionAt(clientId);
    const listed = async () =>
      (await auth.request('{ oauthApplications { id } }', {}, admin)).data.oauthApplications.map(
        (each: { id: string }) => each.id,
      );
    expect(await listed()).toContain(id);
    await revoke(id);
    expect(await listed()).not.toContain(id);
    const session = `mutation ($id: ID!) { revokeSession(input: { sessionId: $id }) { session { application { clientId isActive } } } }`;
    const { data } = await auth.request(session, { id: sid }, admin);
    expect(data.revokeSession.session.application).toEqual({ clientId, isActive: false });
    const again = { clientId, type: 'PUBLIC', scopes: ['passenger'] };
    expect(refusalOf(await auth.request(registerMutation, { input: again }, admin))).toEqual({ code: 'NAME_TAKEN' });
  });

  test('is refused for the applications of the platform', async () => {
    const own = ['masar-app', 'masar-web', 'masar-sandbox', 'masar-service'];
    const applications = await auth.orm.em.fork().find(OAuthApplication, { clientId: { $in: own } });
    expect(applications).toHaveLength(4);
    for (const { id } of applications) expect(refusalOf(await revoke(id))).toEqual({ code: 'FORBIDDEN' });
    expect(await auth.orm.em.fork().count(OAuthApplication, { clientId: { $in: own } })).toBe(4);
  });

  test('is refused to anyone but admins, for an unknown application, and for an id of another type', async () => {
    const { id, clientId } = await register();
    const { accessToken } = await sessionAt(clientId);
    expect(refusalOf(await revoke(id, accessToken))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await revoke(id, await auth.serviceToken()))).toEqual({ code: 'FORBIDDEN' });
    expect(refusalOf(await revoke(id, null))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(refusalOf(await revoke(`app_${'f'.repeat(32)}`))).toEqual({ code: 'NOT_FOUND', field: 'applicationId' });
    expect(refusalOf(await revoke(`az_${'f'.repeat(32)}`))).toEqual(badInput('applicationId'));
    expect(await recordsOf(id)).toEqual(['application.registered']);
  });
});

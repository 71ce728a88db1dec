import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { type OAuthPlatform, serviceSecret, startOAuthPlatform } from './oauth-platform.ts';

let platform: OAuthPlatform;
let webApp: oidc.Configuration;
let mobileApp: oidc.Configuration;
let service: oidc.Configuration;

beforeAll(async () => {
  platform = await startOAuthPlatform();
  webApp = await platform.applications.web();
  mobileApp = await platform.applications.mobile();
  service = await platform.applications.service();
});

afterAll(() => platform.stop());

describe('discovery', () => {
  test('returns every endpoint under the issuer, whichever proxy forwards the request', () => {
    const metadata = webApp.serverMetadata();
    expect(metadata.issuer).toBe(platform.issuer.origin);
    for (const [name, endpoint] of Object.entries({
      authorization_endpoint: '/connect/authorize',
      token_endpoint: '/connect/token',
      introspection_endpoint: '/connect/introspect',
      revocation_endpoint: '/connect/revocation',
      jwks_uri: '/.well-known/jwks.json',
    })) {
      expect([name, metadata[name]]).toEqual([name, new URL(endpoint, platform.issuer).href]);
    }
    expect(metadata.grant_types_supported).toEqual(
      expect.arrayContaining(['authorization_code', 'refresh_token', 'client_credentials', 'urn:masareagle:otp']),
    );
    expect(metadata.code_challenge_methods_supported).toEqual(['S256']);
    expect(metadata.grant_types_supported).not.toContain('password');
  });
});

describe('a page of this machine, in development', () => {
  const headers = { origin: 'http://localhost:5173' };
  const send = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, platform.issuer), { redirect: 'manual', ...init, headers });

  test('reads the metadata, the keys, its tokens and their revocation', async () => {
    const tokens = await send('/connect/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:masareagle:otp',
        client_id: 'masar-app',
        phone_number: '+966500000002',
        account_type: 'PASSENGER',
        code: '000000',
      }),
    });
    const { access_token: token, refresh_token: refreshToken } = await tokens.clone().json();
    expect(token).toEqual(expect.any(String));
    const body = new URLSearchParams({ client_id: 'masar-app', token: refreshToken });
    for (const response of [
      tokens,
      await send('/connect/revocation', { method: 'POST', body }),
      await send('/.well-known/openid-configuration'),
      await send('/.well-known/jwks.json'),
    ]) {
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, headers.origin]);
    }
  });

  test('may send an Authorization header to the token endpoint and to revocation', async () => {
    for (const path of ['/connect/token', '/connect/revocation']) {
      const response = await fetch(new URL(path, platform.issuer), {
        method: 'OPTIONS',
        headers: {
          ...headers,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      });
      const { headers: answered, status } = response;
      expect([path, status, answered.get('access-control-allow-headers')]).toEqual([path, 204, 'authorization']);
      expect(answered.get('access-control-allow-origin')).toBe(headers.origin);
    }
  });

  test('reads neither the authorization endpoint nor the sign-in form', async () => {
    for (const path of ['/connect/authorize?client_id=masar-web', '/connect/interaction/none']) {
      expect((await send(path)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('the grant for one-time codes', () => {
  test('issues the same tokens as the mutation', async () => {
    const tokens = await platform.codeGrant('+966510000001', 'DRIVER');
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 600, scope: 'driver' });
    expect((await platform.me(tokens.access_token)).data.me.id).toBe(demoAccounts.drivers[0].id);
    const { data } = await requestGraphQL(
      platform.url,
      'mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { scope account { ... on Driver { id } } } }',
      { input: { refreshToken: tokens.refresh_token } },
    );
    expect(data.refreshTokens).toMatchObject({ scope: 'driver', account: { id: demoAccounts.drivers[0].id } });
  });

  test('answers a wrong code, an unknown account type and an invalid number with OAuth errors', async () => {
    const grant = (parameters: Record<string, string>) =>
      oidc.genericGrantRequest(mobileApp, 'urn:masareagle:otp', {
        phone_number: '+966500000009',
        account_type: 'PASSENGER',
        code: '000000',
        ...parameters,
      });
    await expect(grant({ code: '999999' })).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
    await expect(grant({ account_type: 'ADMIN' })).rejects.toMatchObject({ error: 'invalid_request' });
    await expect(grant({ phone_number: '12' })).rejects.toMatchObject({ error: 'invalid_request' });
  });

  test('refuses an unknown client, and a client without this grant', async () => {
    const unknown = await platform.applications.byId('nobody');
    await expect(platform.codeGrant('+966500000001', 'PASSENGER', unknown)).rejects.toMatchObject({
      error: 'invalid_client',
    });
    await expect(platform.codeGrant('+966500000001', 'PASSENGER', service)).rejects.toMatchObject({
      error: 'invalid_request',
    });
  });
});

describe('a refresh token', () => {
  test('gives one successor to concurrent uses; a use after that of the successor ends the session', async () => {
    const tokens = await platform.codeGrant('+966500000001');
    const used = tokens.refresh_token ?? '';
    const [first, second] = await Promise.all([1, 2].map(() => oidc.refreshTokenGrant(mobileApp, used)));
    expect(second?.refresh_token).toBe(first?.refresh_token);
    const newest = await oidc.refreshTokenGrant(mobileApp, first?.refresh_token ?? '');
    for (const token of [used, newest.refresh_token ?? '']) {
      await expect(oidc.refreshTokenGrant(mobileApp, token)).rejects.toMatchObject({ error: 'invalid_grant' });
    }
    await until(async () => (await platform.me(tokens.access_token)).status === 401);
  });

  test('is refused to another application', async () => {
    const tokens = await platform.codeGrant('+966500000001');
    await expect(oidc.refreshTokenGrant(webApp, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const refreshed = await oidc.refreshTokenGrant(mobileApp, tokens.refresh_token ?? '');
    expect(refreshed.access_token).toBeDefined();
  });
});

describe('a service', () => {
  test.each([
    ['Basic authentication', () => oidc.ClientSecretBasic(serviceSecret)],
    ['the form', () => oidc.ClientSecretPost(serviceSecret)],
  ])('receives a service token for its secret in %s', async (_method, authentication) => {
    const tokens = await oidc.clientCredentialsGrant(await platform.applications.service(authentication()));
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: 'masar-service', scope: 'service' });
    expect(tokens.refresh_token).toBeUndefined();
  });

  test('receives no token for a wrong secret, nor does a public client', async () => {
    const withWrongSecret = await platform.applications.service(oidc.ClientSecretBasic('wrong'));
    await expect(oidc.clientCredentialsGrant(withWrongSecret)).rejects.toMatchObject({ status: 401 });
    await expect(oidc.clientCredentialsGrant(mobileApp)).rejects.toMatchObject({ error: 'invalid_request' });
  });
});

describe('a parameter that no client has', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, platform.issuer), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  const get = (path: string) => fetch(new URL(path, platform.issuer), { redirect: 'manual' });
  const nul = `Basic ${Buffer.from('\0:\0').toString('base64')}`;
  const signedIn = 'grant_type=urn:masareagle:otp&client_id=masar-app&account_type=PASSENGER';

  test.each<[string, () => Promise<Response>]>([
    ['a NUL as client in a form', () => post('/connect/introspect', 'client_id=%00&token=x')],
    ['a NUL as client in a header', () => post('/connect/revocation', 'token=x', { authorization: nul })],
    ['a NUL as client of a grant', () => post('/connect/token', 'grant_type=client_credentials&client_id=%00')],
    ['a NUL as client of a page', () => get('/connect/authorize?client_id=%00&response_type=code')],
    ['a NUL as phone number', () => post('/connect/token', `${signedIn}&phone_number=%00&code=000000`)],
    ['a NUL as code', () => post('/connect/token', `${signedIn}&phone_number=%2B966500000001&code=%00`)],
    ['half a character as phone number', () => post('/connect/token', `${signedIn}&phone_number=%ED%A0%80&code=1`)],
    ['bytes that are no text', () => post('/connect/token', 'grant_type=%ff%fe&client_id=%zz')],
    ['a sign-in that nobody began', () => get('/connect/authorize/x?client_id=masar-web')],
    ['a path that is no text', () => get('/connect/%ED%A0%80')],
  ])('%s is refused', async (_what, send) => {
    const response = await send();
    expect([400, 401]).toContain(response.status);
    expect(await response.text()).not.toMatch(/Internal|FST_ERR|server_error/);
  });
});

describe('introspection', () => {
  test('describes an active token to a confidential client', async () => {
    const tokens = await platform.codeGrant('+966500000002');
    expect(await oidc.tokenIntrospection(service, tokens.access_token)).toMatchObject({
      active: true,
      scope: 'passenger',
      sub: demoAccounts.passengers[1].id,
      client_id: 'masar-app',
      iss: platform.issuer.origin,
    });
    expect(await oidc.tokenIntrospection(service, tokens.refresh_token ?? '')).toMatchObject({
      active: true,
      token_type: 'refresh_token',
    });
    expect(await oidc.tokenIntrospection(service, 'nonsense')).toEqual({ active: false });
    expect(await oidc.tokenIntrospection(service, `${tokens.access_token.slice(0, -4)}AAAA`)).toEqual({
      active: false,
    });
    await expect(oidc.tokenIntrospection(mobileApp, tokens.access_token)).rejects.toMatchObject({
      error: 'invalid_client',
    });
  });
});

describe('revocation', () => {
  test.each(['access_token', 'refresh_token'] as const)('of the %s ends the whole session', async (kind) => {
    const tokens = await platform.codeGrant('+966500000003');
    await oidc.tokenRevocation(webApp, tokens[kind] ?? '');
    expect(await oidc.tokenIntrospection(service, tokens.access_token)).toMatchObject({ active: true });
    await oidc.tokenRevocation(mobileApp, tokens[kind] ?? '');
    await oidc.tokenRevocation(mobileApp, 'nonsense');
    expect(await oidc.tokenIntrospection(service, tokens.access_token)).toEqual({ active: false });
    expect(await oidc.tokenIntrospection(service, tokens.refresh_token ?? '')).toEqual({ active: false });
    await until(async () => (await platform.me(tokens.access_token)).status === 401);
  });
});

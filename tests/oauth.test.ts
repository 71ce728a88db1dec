import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../cli/seed/demo-accounts.ts';

// The whole platform, by a certified client that is not ours, through the gateway.
const serviceSecret = 'a secret of the service, for tests';
const callback = 'http://127.0.0.1:53682/callback';
let platform: TestPlatform;
let issuer: URL;
let graphql: string;

beforeAll(async () => {
  platform = await startTestPlatform({ SERVICE_CLIENT_SECRET: serviceSecret });
  issuer = platform.issuer;
  graphql = platform.url;
});

afterAll(() => platform.stop());

const insecure = { execute: [oidc.allowInsecureRequests] };
const webApp = () => oidc.discovery(issuer, 'masar-web', undefined, oidc.None(), insecure);
const mobileApp = () => oidc.discovery(issuer, 'masar-app', undefined, oidc.None(), insecure);
const service = (authentication: oidc.ClientAuth = oidc.ClientSecretBasic(serviceSecret)) =>
  oidc.discovery(issuer, 'masar-service', undefined, authentication, insecure);

/** Signs in as a phone by the grant of our own. */
const byCode = async (phoneNumber: string, accountType = 'PASSENGER', config?: oidc.Configuration) =>
  oidc.genericGrantRequest(config ?? (await mobileApp()), 'urn:masareagle:otp', {
    phone_number: phoneNumber,
    account_type: accountType,
    code: '000000',
  });

const me = (token: string) =>
  requestGraphQL(graphql, '{ me { ... on Passenger { id fullName } ... on Driver { id fullName } } }', {}, token);

/** A browser, as far as a plain page needs one: it keeps cookies, and follows redirects until it would leave. */
class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #language: string;

  constructor(language = 'en') {
    this.#language = language;
  }

  async open(
    url: URL,
    form?: Record<string, string>,
  ): Promise<{ url: URL; status: number; html: string; headers: Headers }> {
    let at = url;
    let body = form && new URLSearchParams(form).toString();
    for (let hops = 0; hops < 10; hops++) {
      const response = await fetch(at, {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          'accept-language': this.#language,
          cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(body === undefined ? {} : { body }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === '') this.#cookies.delete(name);
        else this.#cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location)
        return { url: at, status: response.status, html: await response.text(), headers: response.headers };
      at = new URL(location, at);
      body = undefined;
      if (at.origin !== issuer.origin) return { url: at, status: response.status, html: '', headers: response.headers };
    }
    throw new Error('redirected in a circle');
  }
}

const fieldOf = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

/** Signs in at the page, and returns where that leads. */
async function signInAt(
  browser: Browser,
  url: URL,
  phoneNumber: string,
  accountType: 'PASSENGER' | 'DRIVER' = 'PASSENGER',
): Promise<URL> {
  const first = await browser.open(url);
  const form = { csrf_token: fieldOf(first.html, 'csrf_token'), phone_number: phoneNumber, account_type: accountType };
  const second = await browser.open(first.url, { ...form, step: 'phone' });
  expect(second.html).toContain('name="code"');
  const left = await browser.open(second.url, { ...form, step: 'code', code: '000000' });
  expect(left.url.origin).not.toBe(issuer.origin);
  return left.url;
}

async function authorization(config: oidc.Configuration, more: Record<string, string> = {}) {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid passenger',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  });
  return { url, checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce } };
}

describe('discovery', () => {
  test('names every endpoint by the issuer, whoever passes the request on', async () => {
    const metadata = (await webApp()).serverMetadata();
    expect(metadata.issuer).toBe(issuer.origin);
    for (const [name, endpoint] of Object.entries({
      authorization_endpoint: '/connect/authorize',
      token_endpoint: '/connect/token',
      introspection_endpoint: '/connect/introspect',
      revocation_endpoint: '/connect/revocation',
      jwks_uri: '/.well-known/jwks.json',
    })) {
      expect([name, metadata[name]]).toEqual([name, new URL(endpoint, issuer).href]);
    }
    expect(metadata.grant_types_supported).toEqual(
      expect.arrayContaining(['authorization_code', 'refresh_token', 'client_credentials', 'urn:masareagle:otp']),
    );
    expect(metadata.code_challenge_methods_supported).toEqual(['S256']);
    expect(metadata.grant_types_supported).not.toContain('password');
  });
});

describe('a sign-in at the page, with PKCE', () => {
  test('ends with tokens that the platform takes, and an id token', async () => {
    const config = await webApp();
    const { url, checks } = await authorization(config);
    const left = await signInAt(new Browser(), url, '+966500000001');
    expect(left.href.startsWith(callback)).toBe(true);
    const tokens = await oidc.authorizationCodeGrant(config, left, checks);
    expect(tokens.claims()).toMatchObject({ sub: demoAccounts.passengers[0].id, aud: 'masar-web' });
    expect((await me(tokens.access_token)).data.me).toMatchObject({ id: demoAccounts.passengers[0].id });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ scope: 'passenger', phone_number: '+966500000001' });
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect((await me(refreshed.access_token)).errors).toBeUndefined();
  });

  test('is remembered by the browser: another time it needs no code', async () => {
    const config = await webApp();
    const browser = new Browser();
    const first = await authorization(config);
    await signInAt(browser, first.url, '+966500000002');
    const second = await authorization(config);
    const { url } = await browser.open(second.url);
    const tokens = await oidc.authorizationCodeGrant(config, url, second.checks);
    expect(tokens.claims()?.sub).toBe(demoAccounts.passengers[1].id);
  });

  test('is forgotten by the browser once a session of the account has ended', async () => {
    const config = await webApp();
    const browser = new Browser();
    const first = await authorization(config);
    const left = await signInAt(browser, first.url, '+966500000006');
    const tokens = await oidc.authorizationCodeGrant(config, left, first.checks);
    const waiting = await authorization(config);
    const { url: unused } = await browser.open(waiting.url);
    const everywhere = 'mutation { signOut(input: { everywhere: true }) { endedSessions } }';
    expect((await requestGraphQL(graphql, everywhere, {}, tokens.access_token)).data.signOut.endedSessions).toBe(1);
    const again = await browser.open((await authorization(config)).url);
    expect([again.url.origin, fieldOf(again.html, 'step')]).toEqual([issuer.origin, 'phone']);
    await expect(oidc.authorizationCodeGrant(config, unused, waiting.checks)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('is asked for again where another role or a new sign-in is, and may be of another account', async () => {
    const config = await webApp();
    const browser = new Browser();
    const first = await authorization(config);
    await signInAt(browser, first.url, '+966500000007');
    const asDriver = await authorization(config, { scope: 'openid driver' });
    const driver = await signInAt(browser, asDriver.url, '+966510000002', 'DRIVER');
    const tokens = await oidc.authorizationCodeGrant(config, driver, asDriver.checks);
    expect(tokens.claims()?.sub).toBe(demoAccounts.drivers[1].id);
    const anew = await authorization(config, { prompt: 'login' });
    const passenger = await signInAt(browser, anew.url, '+966500000019');
    const others = await oidc.authorizationCodeGrant(config, passenger, anew.checks);
    expect(decodeJwt(others.access_token)).toMatchObject({ scope: 'passenger', phone_number: '+966500000019' });
  });

  test('speaks the language that the application asks for, before the one of the browser', async () => {
    const config = await webApp();
    const { url } = await authorization(config, { ui_locales: 'fr ar' });
    expect((await new Browser().open(url)).html).toContain('<html lang="ar" dir="rtl">');
    const other = await authorization(config, { ui_locales: 'fr' });
    expect((await new Browser('ar').open(other.url)).html).toContain('<html lang="ar" dir="rtl">');
  });

  test('speaks Arabic, from right to left, to who asks for it', async () => {
    const { url } = await authorization(await webApp());
    const { html, headers } = await new Browser('ar-SA,ar;q=0.9').open(url);
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('shows a wrong code as such, and takes the right one afterwards', async () => {
    const config = await webApp();
    const { url, checks } = await authorization(config);
    const browser = new Browser();
    const first = await browser.open(url);
    const form = {
      csrf_token: fieldOf(first.html, 'csrf_token'),
      phone_number: '+966500000003',
      account_type: 'PASSENGER',
    };
    const wrong = await browser.open(first.url, { ...form, step: 'code', code: '999999' });
    expect([wrong.status, wrong.html.includes('not right')]).toEqual([400, true]);
    const { url: left } = await browser.open(first.url, { ...form, step: 'code', code: '000000' });
    expect((await oidc.authorizationCodeGrant(config, left, checks)).claims()?.sub).toBe(demoAccounts.passengers[2].id);
  });

  test('refuses a form that is not its own, and one of another browser', async () => {
    const { url } = await authorization(await webApp());
    const browser = new Browser();
    const first = await browser.open(url);
    const form = { phone_number: '+966500000004', account_type: 'PASSENGER', step: 'code', code: '000000' };
    const forged = await browser.open(first.url, { ...form, csrf_token: '0'.repeat(64) });
    expect([forged.status, forged.html.includes('not good any more')]).toEqual([400, true]);
    const other = await new Browser().open(first.url, { ...form, csrf_token: fieldOf(first.html, 'csrf_token') });
    expect(other.status).toBe(400);
  });

  test('sends nobody to a place that is not registered, and without PKCE no code', async () => {
    const config = await webApp();
    const elsewhere = await authorization(config, { redirect_uri: 'https://elsewhere.test/callback' });
    const refused = await new Browser().open(elsewhere.url);
    expect([refused.status, refused.url.origin]).toEqual([400, issuer.origin]);
    const suffix = await authorization(config, { redirect_uri: `${callback}/more` });
    expect((await new Browser().open(suffix.url)).url.origin).toBe(issuer.origin);
    const { url } = await authorization(config);
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    const without = await new Browser().open(url);
    expect(without.url.searchParams.get('error')).toBe('invalid_request');
  });

  test('gives a code that is good once, for who asked for it; used again, it ends the session', async () => {
    const config = await webApp();
    const { url, checks } = await authorization(config);
    const left = await signInAt(new Browser(), url, '+966500000005');
    const other = await oidc.discovery(issuer, 'masar-sandbox', undefined, oidc.None(), insecure);
    await expect(oidc.authorizationCodeGrant(other, left, checks)).rejects.toMatchObject({ error: 'invalid_grant' });
    const verifier = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
    await expect(oidc.authorizationCodeGrant(config, left, verifier)).rejects.toMatchObject({ error: 'invalid_grant' });
    const tokens = await oidc.authorizationCodeGrant(config, left, checks);
    await expect(oidc.authorizationCodeGrant(config, left, checks)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});

test('of exchanges of a code at the same instant one wins, and the others end its session', async () => {
  const config = await webApp();
  for (const phoneNumber of ['+966500000021', '+966500000022', '+966500000023']) {
    const { url, checks } = await authorization(config);
    const left = await signInAt(new Browser(), url, phoneNumber);
    const exchanges = [1, 2, 3].map(() => oidc.authorizationCodeGrant(config, left, checks));
    const won = (await Promise.allSettled(exchanges)).flatMap((each) =>
      each.status === 'fulfilled' ? [each.value] : [],
    );
    expect(won).toHaveLength(1);
    await expect(oidc.refreshTokenGrant(config, won[0]?.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  }
});

describe('the grant of one-time codes', () => {
  test('gives what the mutation gives', async () => {
    const tokens = await byCode('+966510000001', 'DRIVER');
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 600, scope: 'driver' });
    expect((await me(tokens.access_token)).data.me.id).toBe(demoAccounts.drivers[0].id);
    const { data } = await requestGraphQL(
      graphql,
      'mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { scope account { ... on Driver { id } } } }',
      { input: { refreshToken: tokens.refresh_token } },
    );
    expect(data.refreshTokens).toMatchObject({ scope: 'driver', account: { id: demoAccounts.drivers[0].id } });
  });

  test('answers a wrong code, an unknown account type and a missing number as OAuth does', async () => {
    const config = await mobileApp();
    const grant = (more: Record<string, string>) =>
      oidc.genericGrantRequest(config, 'urn:masareagle:otp', {
        phone_number: '+966500000009',
        account_type: 'PASSENGER',
        code: '000000',
        ...more,
      });
    await expect(grant({ code: '999999' })).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
    await expect(grant({ account_type: 'ADMIN' })).rejects.toMatchObject({ error: 'invalid_request' });
    await expect(grant({ phone_number: '12' })).rejects.toMatchObject({ error: 'invalid_request' });
  });

  test('refuses a client that is unknown, or may not', async () => {
    const unknown = await oidc.discovery(issuer, 'nobody', undefined, oidc.None(), insecure);
    await expect(byCode('+966500000001', 'PASSENGER', unknown)).rejects.toMatchObject({ error: 'invalid_client' });
    await expect(byCode('+966500000001', 'PASSENGER', await service())).rejects.toMatchObject({
      error: 'invalid_request',
    });
  });
});

describe('a refresh token', () => {
  test('is good for one use: a second ends the session, also when both race', async () => {
    const config = await mobileApp();
    const tokens = await byCode('+966500000001');
    const used = tokens.refresh_token ?? '';
    const outcomes = await Promise.allSettled([1, 2].map(() => oidc.refreshTokenGrant(config, used)));
    const [won, ...more] = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(more).toEqual([]);
    await expect(oidc.refreshTokenGrant(config, won?.refresh_token ?? used)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await until(async () => (await me(tokens.access_token)).status === 401);
  });

  test("is no other application's", async () => {
    const tokens = await byCode('+966500000001');
    await expect(oidc.refreshTokenGrant(await webApp(), tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const refreshed = await oidc.refreshTokenGrant(await mobileApp(), tokens.refresh_token ?? '');
    expect(refreshed.access_token).toBeDefined();
  });
});

describe('a service', () => {
  test.each([
    ['by Basic', () => oidc.ClientSecretBasic(serviceSecret)],
    ['in the form', () => oidc.ClientSecretPost(serviceSecret)],
  ])('gets a token of its own with its secret, told %s', async (_how, authentication) => {
    const tokens = await oidc.clientCredentialsGrant(await service(authentication()));
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: 'masar-service', scope: 'service' });
    expect(tokens.refresh_token).toBeUndefined();
  });

  test('gets none with another secret, nor does a public client', async () => {
    await expect(oidc.clientCredentialsGrant(await service(oidc.ClientSecretBasic('wrong')))).rejects.toMatchObject({
      status: 401,
    });
    await expect(oidc.clientCredentialsGrant(await mobileApp())).rejects.toMatchObject({
      error: 'invalid_request',
    });
  });
});

describe('introspection and revocation', () => {
  test('tell a confidential client of a token that lives', async () => {
    const config = await service();
    const tokens = await byCode('+966500000002');
    expect(await oidc.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      active: true,
      scope: 'passenger',
      sub: demoAccounts.passengers[1].id,
      client_id: 'masar-app',
      iss: issuer.origin,
    });
    expect(await oidc.tokenIntrospection(config, tokens.refresh_token ?? '')).toMatchObject({
      active: true,
      token_type: 'refresh_token',
    });
    expect(await oidc.tokenIntrospection(config, 'nonsense')).toEqual({ active: false });
    expect(await oidc.tokenIntrospection(config, `${tokens.access_token.slice(0, -4)}AAAA`)).toEqual({ active: false });
    await expect(oidc.tokenIntrospection(await mobileApp(), tokens.access_token)).rejects.toMatchObject({
      error: 'invalid_client',
    });
  });

  test.each(['access_token', 'refresh_token'] as const)('the %s ends its whole session', async (kind) => {
    const config = await mobileApp();
    const tokens = await byCode('+966500000003');
    await oidc.tokenRevocation(await webApp(), tokens[kind] ?? '');
    expect(await oidc.tokenIntrospection(await service(), tokens.access_token)).toMatchObject({ active: true });
    await oidc.tokenRevocation(config, tokens[kind] ?? '');
    await oidc.tokenRevocation(config, 'nonsense');
    expect(await oidc.tokenIntrospection(await service(), tokens.access_token)).toEqual({ active: false });
    expect(await oidc.tokenIntrospection(await service(), tokens.refresh_token ?? '')).toEqual({ active: false });
    await until(async () => (await me(tokens.access_token)).status === 401);
  });
});

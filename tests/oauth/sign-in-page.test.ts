import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { Browser, fieldOf, signInAt } from './browser.ts';
import { authorizationRequest, type OAuthPlatform, redirectUri, startOAuthPlatform } from './oauth-platform.ts';

let platform: OAuthPlatform;
let webApp: oidc.Configuration;

beforeAll(async () => {
  platform = await startOAuthPlatform();
  webApp = await platform.applications.web();
});

afterAll(() => platform.stop());

test('issues an id token and tokens that the platform accepts', async () => {
  const { url, checks } = await authorizationRequest(webApp);
  const redirect = await signInAt(new Browser(), url, '+966500000001');
  expect(redirect.href.startsWith(redirectUri)).toBe(true);
  const tokens = await oidc.authorizationCodeGrant(webApp, redirect, checks);
  expect(tokens.claims()).toMatchObject({ sub: demoAccounts.passengers[0].id, aud: 'masar-web' });
  expect((await platform.me(tokens.access_token)).data.me).toMatchObject({ id: demoAccounts.passengers[0].id });
  expect(decodeJwt(tokens.access_token)).toMatchObject({ scope: 'passenger', phone_number: '+966500000001' });
  const refreshed = await oidc.refreshTokenGrant(webApp, tokens.refresh_token ?? '');
  expect((await platform.me(refreshed.access_token)).errors).toBeUndefined();
});

test('requests no code from a browser that has signed in before', async () => {
  const browser = new Browser();
  const first = await authorizationRequest(webApp);
  await signInAt(browser, first.url, '+966500000002');
  const second = await authorizationRequest(webApp);
  const { url } = await browser.open(second.url);
  const tokens = await oidc.authorizationCodeGrant(webApp, url, second.checks);
  expect(tokens.claims()?.sub).toBe(demoAccounts.passengers[1].id);
});

test('signs in without a page the account that an id token names, and no other', async () => {
  const browser = new Browser();
  const first = await authorizationRequest(webApp);
  const redirect = await signInAt(browser, first.url, '+966500000008');
  const { id_token: hint = '' } = await oidc.authorizationCodeGrant(webApp, redirect, first.checks);
  const other = await authorizationRequest(webApp);
  const otherRedirect = await signInAt(new Browser(), other.url, '+966500000009');
  const { id_token: otherHint = '' } = await oidc.authorizationCodeGrant(webApp, otherRedirect, other.checks);

  const silent = await authorizationRequest(webApp, { prompt: 'none', id_token_hint: hint });
  const tokens = await oidc.authorizationCodeGrant(webApp, (await browser.open(silent.url)).url, silent.checks);
  expect(decodeJwt(tokens.access_token).phone_number).toBe('+966500000008');
  const errorFor = async (id_token_hint: string) => {
    const { url } = await authorizationRequest(webApp, { prompt: 'none', id_token_hint });
    return (await browser.open(url)).url.searchParams.get('error');
  };
  expect(await errorFor(otherHint)).toBe('login_required');
  expect(await errorFor(`${hint.slice(0, -6)}AAAAAA`)).toBe('invalid_request');
  const prompted = await browser.open((await authorizationRequest(webApp, { id_token_hint: otherHint })).url);
  expect(fieldOf(prompted.html, 'step')).toBe('phone');
});

test('requests a code again after a session of the account has ended', async () => {
  const browser = new Browser();
  const first = await authorizationRequest(webApp);
  const redirect = await signInAt(browser, first.url, '+966500000006');
  const tokens = await oidc.authorizationCodeGrant(webApp, redirect, first.checks);
  const second = await authorizationRequest(webApp);
  const { url: unredeemed } = await browser.open(second.url);
  const signOut = 'mutation { signOut(input: { everywhere: true }) { endedSessions } }';
  expect((await requestGraphQL(platform.url, signOut, {}, tokens.access_token)).data.signOut.endedSessions).toBe(1);
  const again = await browser.open((await authorizationRequest(webApp)).url);
  expect([again.url.origin, fieldOf(again.html, 'step')]).toEqual([platform.issuer.origin, 'phone']);
  await expect(oidc.authorizationCodeGrant(webApp, unredeemed, second.checks)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

test('requests a code again after the phone number of an account without a session has changed', async () => {
  const browser = new Browser();
  const first = await authorizationRequest(webApp);
  const unredeemed = await signInAt(browser, first.url, '+966500000041');
  const admin = await platform.signInAdmin();
  const find = '{ passengers(filter: { search: "0500000041" }) { edges { node { id } } } }';
  const { passengers } = (await requestGraphQL(platform.url, find, {}, admin)).data;
  const input = { accountId: passengers.edges[0].node.id, phoneNumber: '+966500000042' };
  const change = 'mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { account { id } } }';
  expect((await requestGraphQL(platform.url, change, { input }, admin)).errors).toBeUndefined();
  // The browser requests codes all the time, also while auth forgets its account.
  await until(async () => {
    const { url } = await authorizationRequest(webApp, { prompt: 'none' });
    return (await browser.open(url)).url.searchParams.get('error') === 'login_required';
  });
  await expect(oidc.authorizationCodeGrant(webApp, unredeemed, first.checks)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

test('requests a code for another role and for a new sign-in, which may be to another account', async () => {
  const browser = new Browser();
  const first = await authorizationRequest(webApp);
  await signInAt(browser, first.url, '+966500000007');
  const asDriver = await authorizationRequest(webApp, { scope: 'openid driver' });
  const driverRedirect = await signInAt(browser, asDriver.url, '+966510000002', 'DRIVER');
  const driver = await oidc.authorizationCodeGrant(webApp, driverRedirect, asDriver.checks);
  expect(driver.claims()?.sub).toBe(demoAccounts.drivers[1].id);
  const newSignIn = await authorizationRequest(webApp, { prompt: 'login' });
  const redirect = await signInAt(browser, newSignIn.url, '+966500000019');
  const passenger = await oidc.authorizationCodeGrant(webApp, redirect, newSignIn.checks);
  expect(decodeJwt(passenger.access_token)).toMatchObject({ scope: 'passenger', phone_number: '+966500000019' });
});

test('prefers the language of the application to that of the browser', async () => {
  const arabic = await authorizationRequest(webApp, { ui_locales: 'fr ar' });
  expect((await new Browser().open(arabic.url)).html).toContain('<html lang="ar" dir="rtl">');
  const unknown = await authorizationRequest(webApp, { ui_locales: 'fr' });
  expect((await new Browser('ar').open(unknown.url)).html).toContain('<html lang="ar" dir="rtl">');
});

test('is in Arabic, from right to left, for a browser that prefers Arabic', async () => {
  const { url } = await authorizationRequest(webApp);
  const { html, headers } = await new Browser('ar-SA,ar;q=0.9').open(url);
  expect(html).toContain('<html lang="ar" dir="rtl">');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('reports a wrong code and accepts the right one afterwards', async () => {
  const { url, checks } = await authorizationRequest(webApp);
  const browser = new Browser();
  const page = await browser.open(url);
  const form = {
    csrf_token: fieldOf(page.html, 'csrf_token'),
    phone_number: '+966500000003',
    account_type: 'PASSENGER',
  };
  const wrong = await browser.open(page.url, { ...form, step: 'code', code: '999999' });
  expect([wrong.status, wrong.html.includes('is wrong')]).toEqual([400, true]);
  const { url: redirect } = await browser.open(page.url, { ...form, step: 'code', code: '000000' });
  const tokens = await oidc.authorizationCodeGrant(webApp, redirect, checks);
  expect(tokens.claims()?.sub).toBe(demoAccounts.passengers[2].id);
});

test('refuses a form with a forged CSRF token, and a form from another browser', async () => {
  const { url } = await authorizationRequest(webApp);
  const browser = new Browser();
  const page = await browser.open(url);
  const form = { phone_number: '+966500000004', account_type: 'PASSENGER', step: 'code', code: '000000' };
  const forged = await browser.open(page.url, { ...form, csrf_token: '0'.repeat(64) });
  expect([forged.status, forged.html.includes('page has expired')]).toEqual([400, true]);
  const other = await new Browser().open(page.url, { ...form, csrf_token: fieldOf(page.html, 'csrf_token') });
  expect(other.status).toBe(400);
});

test('does not redirect to an unregistered URI, and issues no code without PKCE', async () => {
  const elsewhere = await authorizationRequest(webApp, { redirect_uri: 'https://elsewhere.test/callback' });
  const refused = await new Browser().open(elsewhere.url);
  expect([refused.status, refused.url.origin]).toEqual([400, platform.issuer.origin]);
  const suffix = await authorizationRequest(webApp, { redirect_uri: `${redirectUri}/more` });
  expect((await new Browser().open(suffix.url)).url.origin).toBe(platform.issuer.origin);
  const { url } = await authorizationRequest(webApp);
  url.searchParams.delete('code_challenge');
  url.searchParams.delete('code_challenge_method');
  const withoutPkce = await new Browser().open(url);
  expect(withoutPkce.url.searchParams.get('error')).toBe('invalid_request');
});

test('issues a code for one use by the same client; a second use ends the session', async () => {
  const { url, checks } = await authorizationRequest(webApp);
  const redirect = await signInAt(new Browser(), url, '+966500000005');
  const other = await platform.applications.byId('masar-sandbox');
  await expect(oidc.authorizationCodeGrant(other, redirect, checks)).rejects.toMatchObject({ error: 'invalid_grant' });
  const otherVerifier = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
  await expect(oidc.authorizationCodeGrant(webApp, redirect, otherVerifier)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  const tokens = await oidc.authorizationCodeGrant(webApp, redirect, checks);
  await expect(oidc.authorizationCodeGrant(webApp, redirect, checks)).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(oidc.refreshTokenGrant(webApp, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

test('of concurrent exchanges of one code a single one succeeds, and the others end its session', async () => {
  for (const phoneNumber of ['+966500000021', '+966500000022', '+966500000023']) {
    const { url, checks } = await authorizationRequest(webApp);
    const redirect = await signInAt(new Browser(), url, phoneNumber);
    const exchanges = [1, 2, 3].map(() => oidc.authorizationCodeGrant(webApp, redirect, checks));
    const succeeded = (await Promise.allSettled(exchanges)).flatMap((each) =>
      each.status === 'fulfilled' ? [each.value] : [],
    );
    expect(succeeded).toHaveLength(1);
    await expect(oidc.refreshTokenGrant(webApp, succeeded[0]?.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  }
});

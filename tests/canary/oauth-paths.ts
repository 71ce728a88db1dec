import * as oidc from 'openid-client';
import { defaultDemoOtp } from '../../cli/seed/demo-accounts.ts';
import { Browser, fieldOf } from '../oauth/browser.ts';
import type { Scene } from './scene.ts';
import { foreignJwt, values } from './values.ts';

const redirectUri = 'http://127.0.0.1:53682/callback';

/** OAuth's forms and endpoints, with right and wrong credentials. */
export async function useOAuth(scene: Scene): Promise<void> {
  const { platform, client, canaries } = scene;
  const { token, phone, code, authorizationCode, password, name, sentence } = values;
  const application = await oidc.discovery(platform.issuer, 'masar-web', undefined, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
  const verifier = canaries.add('secret', 'a code verifier', oidc.randomPKCECodeVerifier());
  const url = oidc.buildAuthorizationUrl(application, {
    redirect_uri: redirectUri,
    scope: 'openid passenger',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: token,
    nonce: authorizationCode,
  });
  const browser = new Browser();
  const phonePage = await browser.open(url);
  const csrf = canaries.add('secret', 'a token against forgery', fieldOf(phonePage.html, 'csrf_token'));
  const form = { csrf_token: csrf, phone_number: phone, account_type: 'PASSENGER' };
  const wrong = [
    { ...form, csrf_token: token, step: 'phone' },
    { ...form, phone_number: name, step: 'phone' },
    { ...form, account_type: token, step: 'phone' },
    { ...form, step: token, code },
    { ...form, step: 'code', code },
    { ...form, step: 'code', code: token },
    { ...form, step: 'code', code: sentence.repeat(500) },
  ];
  for (const each of wrong) await browser.open(phonePage.url, each);
  await browser.open(phonePage.url, { ...form, step: 'phone' });
  const { url: redirect } = await browser.open(phonePage.url, { ...form, step: 'code', code: defaultDemoOtp });
  canaries.add('secret', 'an authorization code', redirect.searchParams.get('code') ?? token);
  const tokens = await oidc.authorizationCodeGrant(application, redirect, {
    pkceCodeVerifier: verifier,
    expectedState: token,
    expectedNonce: authorizationCode,
  });
  canaries.add('secret', 'an access token by OAuth', tokens.access_token);
  const refreshToken = canaries.add('secret', 'a refresh token by OAuth', tokens.refresh_token ?? token);
  canaries.add('secret', 'an id token', tokens.id_token ?? token);
  const used = redirect.searchParams.get('code') ?? '';
  const own = { client_id: 'masar-web', redirect_uri: redirectUri };
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    client.send(`POST ${path}`, path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  const otp = {
    client_id: 'masar-app',
    grant_type: 'urn:masareagle:otp',
    phone_number: phone,
    account_type: 'PASSENGER',
  };
  const requests: Record<string, string>[] = [
    { ...own, grant_type: 'authorization_code', code: used, code_verifier: verifier },
    { ...own, grant_type: 'authorization_code', code: authorizationCode, code_verifier: token },
    { ...own, grant_type: 'authorization_code', code: authorizationCode },
    { ...own, grant_type: 'refresh_token', refresh_token: token },
    { ...own, grant_type: 'refresh_token', refresh_token: foreignJwt },
    { ...own, grant_type: 'refresh_token', refresh_token: refreshToken, scope: token },
    { ...own, grant_type: token },
    { ...own, grant_type: 'password', username: phone, password },
    { client_id: token, grant_type: 'refresh_token', refresh_token: refreshToken },
    { client_id: 'masar-service', client_secret: token, grant_type: 'client_credentials', scope: token },
    { ...otp, code },
    { ...otp, code: token },
    { ...otp, phone_number: name, code },
    { ...otp, account_type: token, code },
    { ...otp, code: sentence },
    {},
  ];
  for (const each of requests) await post('/connect/token', each);
  const basic = { authorization: `Basic ${btoa(`masar-service:${token}`)}` };
  await post('/connect/token', { grant_type: 'client_credentials' }, basic);
  await post('/connect/token', { grant_type: 'client_credentials' }, { authorization: `Basic ${token}` });
  const json = { 'content-type': 'application/json' };
  await client.send('a token request of JSON', '/connect/token', {
    method: 'POST',
    headers: json,
    body: `{"code": "${token}"`,
  });
  for (const each of [token, foreignJwt, tokens.access_token, refreshToken]) {
    await post('/connect/revoke', { ...own, token: each });
    await post('/connect/revocation', { ...own, token: each, token_type_hint: token });
    await client.send('the user of a token', '/connect/userinfo', { headers: { authorization: `Bearer ${each}` } });
    await client.send('the user of a token', `/connect/userinfo?access_token=${each}`);
    await client.send('the end of a session', `/connect/logout?id_token_hint=${each}&state=${token}`);
  }
  const authorize = (fields: Record<string, string>) =>
    client.send('an authorization', `/connect/authorize?${new URLSearchParams({ ...own, ...fields })}`);
  await authorize({ response_type: 'code', state: token, login_hint: phone });
  await authorize({ response_type: token, state: token });
  await authorize({ client_id: token, response_type: 'code' });
  await authorize({ redirect_uri: `https://evil.example/?token=${token}`, response_type: 'code' });
  await authorize({
    response_type: 'code',
    scope: `openid ${token}`,
    code_challenge: token,
    code_challenge_method: token,
  });
  await authorize({ response_type: 'code', request: foreignJwt, claims: `{"${token}"` });
}

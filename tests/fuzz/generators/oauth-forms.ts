import type { Dice } from '../dice.ts';
import { hostileTexts } from '../hostile-texts.ts';
import { type Generator, httpRequest, type Vocabulary } from '../input.ts';

const endpoints = [
  '/connect/token',
  '/connect/token',
  '/connect/authorize',
  '/connect/authorize/x',
  '/connect/introspect',
  '/connect/revocation',
  '/connect/interaction/x',
  '/connect/interaction/%00',
  '/connect/%ED%A0%80',
  '/.well-known/openid-configuration',
  '/.well-known/jwks.json',
  '/.well-known/%00',
];
const valid: Record<string, readonly string[]> = {
  grant_type: ['authorization_code', 'refresh_token', 'client_credentials', 'urn:masareagle:otp', 'password'],
  client_id: ['masar-app', 'masar-web', 'masar-service', 'nobody'],
  client_secret: ['x'],
  phone_number: ['+966500000004'],
  account_type: ['PASSENGER', 'DRIVER', 'ADMIN'],
  code: ['000000', 'x'],
  code_verifier: ['a'.repeat(43)],
  code_challenge: ['a'.repeat(43)],
  code_challenge_method: ['S256', 'plain'],
  redirect_uri: ['http://127.0.0.1:53682/callback', 'masar://callback', 'javascript:alert(1)'],
  refresh_token: ['x'],
  token: ['x'],
  token_type_hint: ['access_token'],
  response_type: ['code', 'token', 'code id_token'],
  response_mode: ['form_post', 'fragment', 'web_message'],
  scope: ['openid passenger', 'openid', 'admin'],
  state: ['x'],
  nonce: ['x'],
  prompt: ['login', 'none', 'consent login'],
  max_age: ['0', '-1'],
  claims: ['{}', '{'],
  request: ['x'],
  request_uri: ['http://127.0.0.1:1/'],
  id_token_hint: ['x'],
  resource: ['http://127.0.0.1:1/'],
  __proto__: ['x'],
};
/** Percent-encoded bytes that are no UTF-8, and other values that a form cannot be decoded to. */
const rawValues = ['%', '%0', '%zz', '%00', '%ED%A0%80', '%ff%fe', '%C0%AF', 'a=b=c', '+%20+', '%u0000'];

function pairs(dice: Dice): string {
  const names = Object.keys(valid);
  const isToken = dice.chance(0.5);
  const base = isToken
    ? ['grant_type', 'client_id', 'phone_number', 'account_type', 'code', 'refresh_token', 'token']
    : ['client_id', 'response_type', 'redirect_uri', 'scope', 'code_challenge', 'code_challenge_method', 'state'];
  const all = [...base.filter(() => dice.chance(0.9)), ...dice.list(3, () => dice.pick(names))];
  const text = all
    .map((name) => {
      if (dice.chance(0.7)) return `${name}=${encodeURIComponent(dice.pick(valid[name] ?? ['x']))}`;
      if (dice.chance(0.4)) return `${name}=${dice.pick(rawValues)}`;
      if (dice.chance(0.1)) return `${name}[]=1&${name}[a]=2`;
      return `${name}=${encodeURIComponent(dice.pick(hostileTexts).toWellFormed())}`;
    })
    .join('&');
  return dice.chance(0.02) ? `${text}&x=${'a'.repeat(20_000)}` : text;
}

function headersOf(dice: Dice, { host, tokens }: Vocabulary): Record<string, string> {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const authorization = dice.pick([
    '',
    '',
    '',
    basic('masar-service:x'),
    basic('masar-service:%zz'),
    basic('\0:\0'),
    basic('a'),
    'Basic %%%',
    `Bearer ${dice.pick(tokens)}`,
  ]);
  return {
    host,
    ...(authorization ? { authorization } : {}),
    ...(dice.chance(0.1) ? { origin: dice.pick(['null', 'http://evil.test', 'http://localhost:1']) } : {}),
    ...(dice.chance(0.1)
      ? {
          cookie: dice.pick([
            '_interaction=x; _interaction.sig=x',
            '_session=%00',
            '=;;',
            `_session=${'a'.repeat(3_000)}`,
          ]),
        }
      : {}),
  };
}

/** The endpoints of OAuth and the sign-in page, with forms and queries whose parameters are hostile. */
export const oauthForms: Generator = (dice, vocabulary) => {
  const path = dice.pick(endpoints);
  const headers = headersOf(dice, vocabulary);
  const port = dice.chance(0.7) ? 'gateway' : 'auth';
  if (dice.chance(0.3)) {
    const request = httpRequest('GET', `${path}?${pairs(dice).slice(0, 7_000)}`, headers);
    return { port, parts: [request], complete: true, leaves: 'end' };
  }
  headers['content-type'] = dice.chance(0.9)
    ? 'application/x-www-form-urlencoded'
    : dice.pick([
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded; charset=utf-16',
        'multipart/form-data',
        '',
      ]);
  const body = dice.chance(0.95) ? Buffer.from(pairs(dice), 'latin1') : dice.bytes(dice.below(300));
  const method = dice.chance(0.95) ? 'POST' : dice.pick(['PUT', 'DELETE', 'OPTIONS', 'HEAD']);
  return { port, parts: [httpRequest(method, path, headers, body)], complete: true, leaves: 'end' };
};

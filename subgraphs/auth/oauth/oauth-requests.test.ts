import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { ageKeys, keyPublished, openKeyRing, rotateKeys } from '../domain/keys/signing-keys.ts';
import { type AuthHarness, minutes, startAuth, testSettings } from '../testing/harness.ts';
import { issueIdToken } from './id-token.ts';

let auth: AuthHarness;

beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const at = (path: string, url = auth.url) => new URL(path, url);
const post = (path: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(at(path), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
const get = (path: string, headers: Record<string, string> = {}) => fetch(at(path), { redirect: 'manual', headers });
const authorization =
  'response_type=code&client_id=masar-web&redirect_uri=http%3A%2F%2F127.0.0.1%3A53682%2Fcallback&scope=openid%20passenger' +
  `&code_challenge=${'a'.repeat(43)}&code_challenge_method=S256`;

/** Each endpoint with a request that is valid as far as it has to be, and where its parameters are. */
const endpoints: [name: string, send: (more: string) => Promise<Response>][] = [
  ['authorize, by its query', (more) => get(`/connect/authorize?${authorization}&${more}`)],
  ['authorize, by a form', (more) => post('/connect/authorize', `${authorization}&${more}`)],
  ['the end of a sign-in', (more) => get(`/connect/authorize/x?${more}`)],
  ['token', (more) => post('/connect/token', `grant_type=refresh_token&client_id=masar-app&refresh_token=x&${more}`)],
  ['token, by its query', (more) => post(`/connect/token?${more}`, 'grant_type=refresh_token&client_id=masar-app')],
  ['introspection', (more) => post('/connect/introspect', `client_id=masar-app&token=x&${more}`)],
  ['revocation', (more) => post('/connect/revocation', `client_id=masar-app&token=x&${more}`)],
  ['the sign-in page', (more) => get(`/connect/interaction/x?${more}`)],
  ['the sign-in form', (more) => post('/connect/interaction/x', `phone_number=1&${more}`)],
];
const malformed: [fault: string, text: string][] = [
  ['a NUL', '%00'],
  ['a NUL in a text', 'a%00b'],
  ['half a surrogate pair', '%ED%A0%80'],
  ['the other half', '%ed%b0%80'],
  ['a byte that is not UTF-8', '%FF'],
  ['a character that is cut off', '%D9'],
  ['an overlong NUL', '%C0%80'],
];
/** Parameters that the library stores, ones that it reads, and one that nobody knows. */
const names = ['state', 'nonce', 'ui_locales', 'login_hint', 'claims', 'client_id', 'token', 'code', 'unknown'];

describe.each(endpoints)('the endpoint: %s', (_name, send) => {
  test.each(malformed)('refuses %s in any parameter, also when it is repeated, and as a name', async (_fault, text) => {
    for (const more of [...names.map((name) => `${name}=${text}`), `state=a&state=${text}`, `${text}=x`]) {
      const response = await send(more);
      expect([more, response.status]).toEqual([more, 400]);
      expect(await response.text()).toContain('invalid_request');
    }
  });

  test('fails for no parameter that is repeated, empty, or a percent sign', async () => {
    for (const more of [
      'state=a&state=b',
      'token=&token=',
      'state=',
      'state=100%',
      '%=%zz',
      '=',
      'state[a]=b',
      'claims=%7B',
    ]) {
      expect([more, (await send(more)).status]).toEqual([more, expect.any(Number)]);
      expect((await send(more)).status).toBeLessThan(500);
    }
  });
});

describe('text that is not valid', () => {
  const basic = (text: string | Buffer) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  test.each([
    ['a NUL', '\0:\0'],
    ['an encoded NUL', 'masar-service:%00'],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0x3a, 0x78])],
    ['encoded bytes that are not UTF-8', '%ED%A0%80:x'],
  ])('is refused in the credentials of a Basic header: %s', async (_fault, credentials) => {
    for (const [path, form] of [
      ['/connect/token', 'grant_type=client_credentials'],
      ['/connect/introspect', 'token=x'],
      ['/connect/revocation', 'token=x'],
    ] as const) {
      expect([path, (await post(path, form, basic(credentials))).status]).toEqual([path, 400]);
    }
  });

  test.each([
    ['a NUL', Buffer.from('state=\0')],
    ['half a surrogate pair', Buffer.from([...Buffer.from('state='), 0xed, 0xa0, 0x80])],
    ['another encoding', Buffer.from('state=x', 'utf16le')],
  ])('is refused in the bytes of a form: %s', async (_fault, body) => {
    for (const path of ['/connect/token', '/connect/authorize', '/connect/revocation']) {
      expect([path, (await post(path, body)).status]).toEqual([path, 400]);
    }
  });

  test('is refused in a path', async () => {
    for (const path of ['/connect/authorize/%00', '/connect/interaction/%00', '/connect/interaction/%FF']) {
      expect([path, (await get(path)).status]).toEqual([path, 400]);
    }
  });

  test('of a page is refused with a page, which no other site can frame', async () => {
    const response = await get('/connect/authorize?state=%00', { 'accept-language': 'ar' });
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await response.text()).toContain('dir="rtl"');
  });

  test('is not a text beyond ASCII, which comes back as it was sent', async () => {
    const state = 'حالة 😀 %';
    const response = await get(`/connect/authorize?${authorization}&prompt=none&state=${encodeURIComponent(state)}`);
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('state')).toBe(state);
  });
});

describe('revocation', () => {
  const origin = 'http://127.0.0.1:53682';

  test('answers a preflight of a browser', async () => {
    const response = await fetch(at('/connect/revocation'), {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
    expect([response.status, Object.fromEntries(response.headers)]).toEqual([
      204,
      expect.objectContaining({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization',
        vary: 'origin',
      }),
    ]);
  });

  test('lets pages read the response whose origin a redirect URI of the client has, as the token endpoint does', async () => {
    const refresh = 'grant_type=refresh_token&refresh_token=x&token=x&client_id=masar-web';
    for (const path of ['/connect/token', '/connect/revocation']) {
      const allowedTo = async (from: string) =>
        (await post(path, refresh, { origin: from })).headers.get('access-control-allow-origin');
      expect([path, await allowedTo('http://127.0.0.1'), await allowedTo('https://elsewhere.test')]).toEqual([
        path,
        'http://127.0.0.1',
        null,
      ]);
    }
  });
});

/** Without a session, a valid hint needs a sign-in, and an invalid one is an error. */
describe('an id_token_hint', () => {
  const accountId = `p_${'1'.repeat(32)}`;
  const origin = () => systemContext({ now: auth.clock.now(), newId: (prefix) => `${prefix}_${crypto.randomUUID()}` });
  const ring = () => openKeyRing(auth.orm.em.fork(), testSettings.keySecret, origin());
  const hintFor = async (clientId: string, issuer?: string) => {
    const token = { clientId, accountId, nonce: undefined, signedInAt: undefined };
    return issueIdToken(
      { issuer: issuer ?? (await issuerOf()), audience: 'x', keys: await ring() },
      token,
      origin().now,
    );
  };
  const issuerOf = async () => (await (await get('/.well-known/openid-configuration')).json()).issuer as string;
  const errorOf = async (hint: string, url = auth.url) => {
    const query = `${authorization}&prompt=none&id_token_hint=${hint}`;
    const response = await fetch(at(`/connect/authorize?${query}`, url), { redirect: 'manual' });
    return new URL(response.headers.get('location') ?? '', url).searchParams.get('error');
  };

  test('of the platform is accepted, also after it has expired', async () => {
    const hint = await hintFor('masar-web');
    expect(await errorOf(hint)).toBe('login_required');
    auth.clock.advance(minutes(60));
    expect(await errorOf(hint)).toBe('login_required');
  });

  test.each<[string, () => Promise<string>]>([
    ['of another client', () => hintFor('masar-app')],
    ['of another issuer', () => hintFor('masar-web', 'https://elsewhere.test')],
    ['with a changed signature', async () => `${(await hintFor('masar-web')).slice(0, -6)}AAAAAA`],
    ['that is an access token', async () => (await auth.signedIn()).accessToken],
    ['that is no token', async () => 'x'],
  ])('%s is refused', async (_fault, make) => {
    expect(await errorOf(await make())).toBe('invalid_request');
  });

  test('is accepted while its key is retiring, and refused once it has retired', async () => {
    const hint = await hintFor('masar-web');
    const kid = await rotateKeys(auth.orm.em.fork(), testSettings.keySecret, origin());
    auth.clock.advance(keyPublished);
    await ageKeys(auth.orm.em.fork(), testSettings.keySecret, origin());
    expect((await ring()).kid).toBe(kid);
    expect(await errorOf(hint, (await auth.another()).url)).toBe('login_required');
    auth.clock.advance(minutes(60));
    await ageKeys(auth.orm.em.fork(), testSettings.keySecret, origin());
    expect(await errorOf(hint, (await auth.another()).url)).toBe('invalid_request');
  });
});

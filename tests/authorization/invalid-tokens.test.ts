import { createHash, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import pg from 'pg';
import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { watch } from '#test-kit/watch.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { decrypt } from '../../subgraphs/auth/domain/secrets.ts';
import { subgraphNames } from '../../subgraphs/list.ts';
import { startApollo, startUrql } from './renewing-clients.ts';

const keySecret = 'a secret of the tests, of 32 characters';
let platform: TestPlatform;
let key: JWK;

beforeAll(async () => {
  platform = await startTestPlatform({ AUTH_KEY_SECRET: keySecret });
  await platform.signInAdmin();
  const client = new pg.Client({ connectionString: platform.databaseOf('auth') });
  await client.connect();
  const { rows } = await client.query<{ private_jwk: string; kid: string }>(
    'select private_jwk, kid from signing_keys',
  );
  await client.end();
  key = { ...(JSON.parse(decrypt(keySecret, rows[0]?.private_jwk ?? '')) as JWK), kid: rows[0]?.kid ?? '' };
});

afterAll(() => platform.stop());

const seconds = () => Math.floor(Date.now() / 1_000);
const validClaims = () => ({
  sub: demoAccounts.admin.id,
  scope: 'admin',
  iss: platform.issuer.origin,
  aud: 'masar-eagle-api',
  exp: seconds() + 600,
});
const sign = async (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  new SignJWT({ ...validClaims(), ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '', ...header })
    .sign(await importJWK(key, 'ES256'));
const expired = () => sign({ exp: seconds() - 120 });
const unsigned = (header: object) =>
  `${[header, validClaims()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

const invalidTokens: [string, () => Promise<string>][] = [
  ['of another issuer', () => sign({ iss: 'https://elsewhere.test' })],
  ['for another audience', () => sign({ aud: 'others' })],
  ['that has expired', expired],
  ['that is not valid yet', () => sign({ nbf: seconds() + 300 })],
  ['with an unknown key id', () => sign({}, { kid: 'unknown' })],
  ['without an algorithm', async () => unsigned({ alg: 'none', kid: key.kid })],
  ['with a changed signature', async () => `${(await sign()).slice(0, -8)}AAAAAAAA`],
  [
    'signed by HS256 with the public key as the secret',
    async () => {
      const { d: _private, ...publicJwk } = key;
      const pem = createPublicKey({ key: publicJwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      return new SignJWT(validClaims())
        .setProtectedHeader({ alg: 'HS256', kid: key.kid ?? '' })
        .sign(new TextEncoder().encode(String(pem)));
    },
  ],
  [
    'signed with another key',
    async () => {
      const { privateKey } = await generateKeyPair('ES256');
      return new SignJWT(validClaims()).setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '' }).sign(privateKey);
    },
  ],
  ['that is not a JWT', async () => createHash('sha256').update('x').digest('hex')],
];

const urls = (): [string, string][] => [
  ['gateway', platform.url],
  ...subgraphNames.map((name): [string, string] => [name, platform.urlOf(name)]),
];

// Without this test, the ones below could pass because every token signed here is refused.
test('the gateway and each subgraph accept a valid token', async () => {
  for (const [name, url] of urls()) {
    expect([name, (await requestGraphQL(url, '{ __typename }', {}, await sign())).status]).toEqual([name, 200]);
  }
});

test.each(invalidTokens)('the gateway and each subgraph refuse a token %s', async (_fault, make) => {
  const token = await make();
  for (const [name, url] of urls()) {
    const { status, errors } = await requestGraphQL(url, '{ __typename }', {}, token);
    expect([name, status, errors?.[0]?.extensions.code]).toEqual([name, 401, 'UNAUTHENTICATED']);
  }
});

describe('an operation that does nothing but sign in', () => {
  const refresh = 'refreshTokens(input: { refreshToken: "none" }) { expiresIn }';
  const { email, password } = demoAccounts.admin;
  const signIn = `signInWithPassword(input: { email: "${email}", password: "${password}" })`;
  const endpoints = (): [string, string][] => [
    ['gateway', platform.url],
    ['auth', platform.urlOf('auth')],
  ];
  const send = (url: string, query: string, authorization: string, headers: Record<string, string> = {}) =>
    requestGraphQL(url, query, {}, null, { ...headers, authorization });
  const outcome = ({ status, errors }: Awaited<ReturnType<typeof send>>) => [status, errors?.[0]?.extensions.code];

  test.each<[string, () => Promise<string>]>([
    ...invalidTokens.map(([fault, make]): [string, () => Promise<string>] => [
      `a token ${fault}`,
      async () => `Bearer ${await make()}`,
    ]),
    ['another scheme', async () => 'Basic bWFzYXI6bWFzYXI='],
    ['no token after the scheme', async () => 'Bearer '],
    ['two tokens', async () => 'Bearer a.b.c a.b.c'],
    ['a token that is too long', async () => `Bearer ${'a'.repeat(5_000)}`],
  ])('runs with %s', async (_fault, make) => {
    const authorization = await make();
    for (const [name, url] of endpoints()) {
      const answer = await send(url, `mutation { ${refresh} }`, authorization);
      expect([name, ...outcome(answer)]).toEqual([name, 200, 'INVALID_REFRESH_TOKEN']);
      expect([name, ...outcome(await send(url, '{ __typename }', authorization))]).toEqual([
        name,
        401,
        'UNAUTHENTICATED',
      ]);
    }
  });

  test.each([
    ['requestOtp(input: { phoneNumber: "1", accountType: DRIVER }) { expiresAt }', 'BAD_USER_INPUT'],
    ['signInWithOtp(input: { phoneNumber: "1", accountType: DRIVER, code: "1" }) { scope }', 'BAD_USER_INPUT'],
    ['signInWithPassword(input: { email: "nobody@masar.test", password: "x" }) { scope }', 'INVALID_CREDENTIALS'],
    [`a: ${refresh}`, 'INVALID_REFRESH_TOKEN'],
    [`__typename ... on Mutation { ... { ${refresh} } }`, 'INVALID_REFRESH_TOKEN'],
  ])('is a mutation of %s', async (selection, code) => {
    for (const [, url] of endpoints()) {
      expect(outcome(await send(url, `mutation { ${selection} }`, 'Bearer a.b.c'))).toEqual([200, code]);
    }
  });

  test.each([
    `mutation { ${refresh} signOut(input: {}) { endedSessions } }`,
    `mutation { ...Both } fragment Both on Mutation { ${refresh} signOut(input: {}) { endedSessions } }`,
    `mutation { signOut(input: {}) { endedSessions } }`,
    'mutation { __typename }',
    'mutation { nothing }',
    'mutation {',
  ])('is not %s, which is refused with an invalid token', async (document) => {
    expect(outcome(await send(platform.url, document, 'Bearer a.b.c'))).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('is for an anonymous viewer with a valid token too', async () => {
    const document = `mutation { ${signIn} { scope account { id sessions { id } } } }`;
    const anonymous = { scope: 'admin', account: { id: demoAccounts.admin.id, sessions: null } };
    for (const [name, url] of endpoints()) {
      const { data, errors } = await send(url, document, `Bearer ${await sign()}`);
      expect([name, data.signInWithPassword]).toEqual([name, anonymous]);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
      const socket = watch(url, document, { token: await sign() });
      expect((await socket.next()).data.signInWithPassword).toEqual(anonymous);
      await socket.stop();
    }
  });

  test('runs as an event stream, and does not open a socket with an invalid token', async () => {
    const response = await fetch(platform.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: 'Bearer a.b.c' },
      body: JSON.stringify({ query: `mutation { ${refresh} }` }),
    });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('INVALID_REFRESH_TOKEN')]);
    const socket = watch(platform.url, `mutation { ${refresh} }`, { token: await expired() });
    expect((await socket.closed).code).toBe(4403);
  });
});

/** Libraries as their guides configure them: they send the expired token with the refresh too. */
describe('a client whose access token has expired', () => {
  const me = 'query Me { me { ... on Passenger { id } } }';
  const refresh = `mutation Refresh($refreshToken: String!) {
    refreshTokens(input: { refreshToken: $refreshToken }) { accessToken refreshToken }
  }`;
  const tokensOf = async () => {
    const { accountId, refreshToken } = await platform.signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER');
    const claims = { sub: accountId, scope: 'passenger', exp: seconds() - 120 };
    return { accountId, tokens: { accessToken: await sign(claims), refreshToken } };
  };

  test.each([
    ['urql', startUrql],
    ['Apollo Client', startApollo],
  ])('%s refreshes it and repeats its query, also when two queries need it at once', async (_library, start) => {
    const { accountId, tokens } = await tokensOf();
    const client = start(platform.url, tokens, { query: me, refresh });
    const results = await Promise.all([client.query(), client.query()]);
    expect(results).toEqual([{ me: { id: accountId } }, { me: { id: accountId } }]);
    expect(client.tokens()?.refreshToken).not.toBe(tokens.refreshToken);
    client.stop();
  });

  test.each([
    ['urql', startUrql],
    ['Apollo Client', startApollo],
  ])('%s signs out when its refresh token is refused', async (_library, start) => {
    const { tokens } = await tokensOf();
    const client = start(platform.url, { ...tokens, refreshToken: 'none' }, { query: me, refresh });
    await expect(client.query()).rejects.toThrow();
    expect(client.tokens()).toBeNull();
    client.stop();
  });
});

import { createHash, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import pg from 'pg';
import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { decrypt } from '../../subgraphs/auth/domain/secrets.ts';
import { subgraphNames } from '../../subgraphs/list.ts';

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
const unsigned = (header: object) =>
  `${[header, validClaims()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

const invalidTokens: [string, () => Promise<string>][] = [
  ['of another issuer', () => sign({ iss: 'https://elsewhere.test' })],
  ['for another audience', () => sign({ aud: 'others' })],
  ['that has expired', () => sign({ exp: seconds() - 120 })],
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

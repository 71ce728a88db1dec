import type http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { tokenVerifier } from './access-token.ts';
import { InvalidToken, KeysUnavailable } from './verify-token.ts';

const issuer = 'http://issuer';
const audience = 'api';
let server: TestHttpServer;
let jwksUrl: string;
let answer: (response: http.ServerResponse) => void;
let fetches = 0;
const keys: Record<string, { privateKey: CryptoKey; jwk: object }> = {};

beforeAll(async () => {
  for (const [kid, alg] of [
    ['k1', 'ES256'],
    ['k2', 'EdDSA'],
  ] as const) {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    keys[kid] = { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
  }
  server = await startHttpServer((_request, response) => {
    fetches += 1;
    answer(response);
  });
  jwksUrl = `${server.origin}/jwks`;
});

afterAll(() => server.stop());

const sign = (kid: 'k1' | 'k2' = 'k1', header: object = {}) =>
  new SignJWT({ scope: 'passenger' })
    .setProtectedHeader({ alg: kid === 'k1' ? 'ES256' : 'EdDSA', kid, ...header })
    .setSubject('p_1')
    .setIssuer(issuer)
    .setAudience([audience, 'other'])
    .setExpirationTime('5m')
    .sign(keys[kid]?.privateKey as CryptoKey);
const has = (...kids: string[]) => {
  answer = (response) => response.end(JSON.stringify({ keys: kids.map((kid) => keys[kid]?.jwk) }));
};
const verifier = () => tokenVerifier({ issuer, audience, jwksUrl });

test('fetches the keys once, and verifies by any of them', async () => {
  has('k1', 'k2');
  fetches = 0;
  const verify = verifier();
  const tokens = await Promise.all([sign('k1'), sign('k2'), sign('k1')]);
  expect((await Promise.all(tokens.map(verify))).map(({ id }) => id)).toEqual(['p_1', 'p_1', 'p_1']);
  expect(fetches).toBe(1);
});

test('refuses unknown key ids without fetching the keys for each', async () => {
  has('k1');
  fetches = 0;
  const verify = verifier();
  for (let at = 0; at < 5; at++) await expect(verify(await sign('k2'))).rejects.toThrow(InvalidToken);
  expect(fetches).toBe(1);
});

describe('keys that cannot be fetched are reported as such', () => {
  test.each<[string, (response: http.ServerResponse) => void]>([
    ['an error', (response) => response.writeHead(503).end()],
    ['no JSON', (response) => response.end('<html>')],
    ['JSON that is not a key set', (response) => response.end('{"error":"x"}')],
    ['a broken connection', (response) => response.destroy()],
  ])('%s', async (_name, respond) => {
    answer = respond;
    await expect(verifier()(await sign())).rejects.toThrow(KeysUnavailable);
  });

  test('and the same token is accepted once they can be fetched', async () => {
    answer = (response) => response.writeHead(503).end();
    const verify = verifier();
    const token = await sign();
    await expect(verify(token)).rejects.toThrow(KeysUnavailable);
    has('k1');
    expect(await verify(token)).toMatchObject({ id: 'p_1' });
  });
});

test('a malformed header or signature is reported as an invalid token, not as missing keys', async () => {
  has('k1', 'k2');
  const verify = verifier();
  const [, payload, signature] = (await sign()).split('.');
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const headers: unknown[] = [
    { alg: 'EdDSA', kid: 'k1' },
    { alg: 'ES256', kid: 'k2' },
    { alg: 'ES256', kid: 7 },
    { alg: 7, kid: 'k1' },
    { alg: 'NONE', kid: 'k1' },
    { alg: 'RS256', kid: 'k1' },
    { alg: 'ES256', kid: 'k1', crit: ['x'], x: 1 },
    { alg: 'ES256', kid: 'k1', crit: 'b64', b64: false },
    { alg: 'ES256', kid: 'k1', jwk: keys.k2?.jwk },
    { kid: 'k1' },
    [],
    null,
    7,
  ];
  const tokens = [
    ...headers.map((header) => `${part(header)}.${payload}.${signature}`),
    `${part({ alg: 'ES256', kid: 'k1' })}.${part({ sub: 'a_1', scope: 'admin' })}.${signature}`,
    `${part({ alg: 'ES256', kid: 'k1' })}.${payload}.`,
    `${part({ alg: 'ES256', kid: 'k1' })}.${payload}.AAAA`,
    `${payload}`,
    '..',
    '',
    'é.é.é',
  ];
  for (const token of tokens) await expect(verify(token)).rejects.toThrow(InvalidToken);
});

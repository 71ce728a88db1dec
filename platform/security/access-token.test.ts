import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { bearerToken, tokenVerifier } from './access-token.ts';
import { InvalidToken, KeysUnavailable, type VerifyToken } from './verify-token.ts';

const issuer = 'http://issuer';
const audience = 'api';
let privateKey: CryptoKey;
let publicKey: CryptoKey;
let server: TestHttpServer;
let verify: VerifyToken;

beforeAll(async () => {
  ({ privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true }));
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };
  server = await startHttpServer((_request, response) => response.end(JSON.stringify(jwks)));
  verify = tokenVerifier({ issuer, audience, jwksUrl: `${server.origin}/jwks` });
});

afterAll(() => server.stop());

const seconds = () => Math.floor(Date.now() / 1_000);

function sign(claims: JWTPayload = {}, { kid = 'k1', alg = 'ES256', key = privateKey as CryptoKey | Uint8Array } = {}) {
  const payload = { sub: 'p_1', scope: 'passenger', iss: issuer, aud: audience, exp: seconds() + 600, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key);
}

describe('a token', () => {
  test('describes the viewer', async () => {
    const exp = seconds() + 600;
    expect(await verify(await sign({ exp, sid: 'az_1', name: 'Mona', phone_number: '+966500000001' }))).toEqual({
      id: 'p_1',
      role: 'passenger',
      sid: 'az_1',
      name: 'Mona',
      phoneNumber: '+966500000001',
      expiresAt: exp,
    });
  });

  test('is accepted within the clock skew after it has expired', async () => {
    await expect(verify(await sign({ exp: seconds() - 50 }))).resolves.toMatchObject({ id: 'p_1' });
  });

  test.each<[string, () => Promise<string>]>([
    ['of another issuer', () => sign({ iss: 'http://other' })],
    ['for another audience', () => sign({ aud: 'other' })],
    ['that has expired', () => sign({ exp: seconds() - 90 })],
    ['that is not valid yet', () => sign({ nbf: seconds() + 90 })],
    ['that never expires', () => sign({ exp: undefined })],
    ['without a scope', () => sign({ scope: undefined })],
    ['with an unknown scope', () => sign({ scope: 'king' })],
    ['without a subject', () => sign({ sub: undefined })],
    ['of an unknown key', () => sign({}, { kid: 'k2' })],
    ['with the signature of another key', async () => sign({}, { key: (await generateKeyPair('ES256')).privateKey })],
    [
      'signed by HS256 with the public key as the secret',
      async () => sign({}, { alg: 'HS256', key: new TextEncoder().encode(await exportSPKI(publicKey)) }),
    ],
    [
      'without a signature',
      async () => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        const payload = { sub: 'a_1', scope: 'admin', iss: issuer, aud: audience, exp: seconds() + 600 };
        return `${part({ alg: 'none' })}.${part(payload)}.`;
      },
    ],
    ['that is too long', async () => `${await sign()}${'x'.repeat(5_000)}`],
    ['that is not a token', async () => 'nonsense'],
  ])('%s is refused', async (_name, token) => {
    await expect(verify(await token())).rejects.toThrow(InvalidToken);
  });

  test('is not called invalid when the keys cannot be fetched', async () => {
    const lost = tokenVerifier({ issuer, audience, jwksUrl: 'http://127.0.0.1:9/jwks' });
    await expect(lost(await sign())).rejects.toThrow(KeysUnavailable);
  });
});

test('reads the bearer token of an Authorization header, and refuses other schemes', () => {
  for (const none of [undefined, null, '']) expect(bearerToken(none)).toBeNull();
  expect(bearerToken('Bearer a.b.c')).toBe('a.b.c');
  expect(bearerToken('bearer a.b.c')).toBe('a.b.c');
  for (const header of ['Basic abc', 'Bearer', 'Bearer a b', ['Bearer a'], 7])
    expect(() => bearerToken(header)).toThrow(InvalidToken);
});

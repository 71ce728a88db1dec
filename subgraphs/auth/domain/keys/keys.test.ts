import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import pg from 'pg';
import type { RunningSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { freePort } from '#test-kit/free-port.ts';
import { silent, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { SigningKey } from '../../entities/signing-key.ts';
import { createAuth } from '../../service.ts';
import type { AuthSettings } from '../../settings.ts';
import { type AuthHarness, startAuth, testSettings } from '../../testing/harness.ts';
import { decrypt } from '../secrets.ts';

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const get = async (path: string) => (await fetch(new URL(path, auth.url))).json() as Promise<Record<string, unknown>>;
const storedKeys = () => auth.orm.em.fork().find(SigningKey, {});

describe('the public key set', () => {
  test('verifies a token with another library', async () => {
    const { accessToken, accountId } = await auth.signedIn();
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', auth.url));
    const { issuer, audience } = auth.settings.token;
    const { payload, protectedHeader } = await jwtVerify(accessToken, keys, { issuer, audience });
    expect(payload.sub).toBe(accountId);
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: (await storedKeys())[0]?.kid });
  });

  test('contains only public parts', async () => {
    const { keys } = await get('/.well-known/jwks.json');
    const text = expect.any(String);
    expect(keys).toEqual([{ kty: 'EC', crv: 'P-256', x: text, y: text, kid: text, alg: 'ES256', use: 'sig' }]);
  });

  test('is found by discovery from the issuer', async () => {
    const { issuer } = auth.settings.token;
    expect(await get('/.well-known/openid-configuration')).toMatchObject({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      token_endpoint: `${issuer}/connect/token`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
  });
});

describe('the signing key', () => {
  test('is stored encrypted with the secret', async () => {
    const [key] = await storedKeys();
    expect(key?.privateJwk).not.toMatch(/"d"|"kty"/);
    expect(JSON.parse(decrypt(testSettings.keySecret, key?.privateJwk as string))).toHaveProperty('d');
  });

  test('does not decrypt after the stored text was changed', async () => {
    const [nonce, tag, body] = String((await storedKeys())[0]?.privateJwk).split('.') as [string, string, string];
    const changed = Buffer.from(body, 'base64url');
    changed[10] = Number(changed[10]) ^ 1;
    expect(() => decrypt(testSettings.keySecret, [nonce, tag, changed.toString('base64url')].join('.'))).toThrow();
    const short = Buffer.from(tag, 'base64url').subarray(0, 8).toString('base64url');
    expect(() => decrypt(testSettings.keySecret, [nonce, short, body].join('.'))).toThrow();
  });

  test("is shared by instances, which accept each other's tokens", async () => {
    const other = await auth.another();
    expect(await storedKeys()).toHaveLength(1);
    const { accessToken } = await auth.signedIn();
    const response = await fetch(other.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ query: 'mutation { signOut(input: {}) { endedSessions } }' }),
    });
    expect(await response.json()).toEqual({
      data: { signOut: { endedSessions: 1 } },
      extensions: { changedIds: [expect.stringMatching(/^p_/)] },
    });
  });

  test('stays published while it is retiring, and verifies its tokens', async () => {
    const { accessToken } = await auth.signedIn();
    const [before] = await storedKeys();
    await auth.orm.em.fork().nativeUpdate(SigningKey, { kid: before?.kid as string }, { status: 'RETIRING' });
    const other = await auth.another();
    const url = new URL('/.well-known/jwks.json', other.url);
    const { keys } = (await (await fetch(url)).json()) as { keys: { kid: string }[] };
    expect(keys.map(({ kid }) => kid)).toEqual([expect.not.stringMatching(before?.kid ?? ''), before?.kid]);
    const { protectedHeader } = await jwtVerify(accessToken, createRemoteJWKSet(url));
    expect(protectedHeader.kid).toBe(before?.kid);
    await auth.orm.em.fork().nativeDelete(SigningKey, { status: 'ACTIVE' });
    await auth.orm.em.fork().nativeUpdate(SigningKey, { status: 'RETIRING' }, { status: 'ACTIVE' });
  });

  test('cannot be read with another secret: the instance refuses to start and names the setting', async () => {
    await expect(auth.another({ keySecret: 'x'.repeat(32) })).rejects.toThrow(
      'AUTH_KEY_SECRET is not the secret that encrypted the signing keys',
    );
  });

  test('is created once by instances that start at the same instant on a new database', async () => {
    const database = await testDatabase('auth');
    const settings = async (): Promise<AuthSettings> => ({
      ...(auth.settings as AuthSettings),
      port: await freePort(),
      database: { ...auth.settings.database, url: database.url },
    });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const all: RunningSubgraph[] = [];
    try {
      await client.query('begin');
      // No instance can store a key before all of them have found none.
      await client.query('lock table signing_keys in exclusive mode');
      const starting = [1, 2, 3].map(async () =>
        all.push(await createAuth({ settings: await settings(), log: silent })),
      );
      const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await until(async () => {
        // Otherwise a transaction keeps seeing the activity of its first read.
        await client.query('select pg_stat_clear_snapshot()');
        return (await client.query(waiting)).rowCount === 3;
      });
      await client.query('commit');
      await Promise.all(starting);
      expect(await all[0]?.orm.em.fork().count(SigningKey)).toBe(1);
    } finally {
      await client.end();
      for (const each of all) await each.stop();
      await database.drop();
    }
  });
});

describe('an access token', () => {
  const signOut = 'mutation { signOut(input: {}) { endedSessions } }';
  const forged = async (change: { claims?: object; header?: object; key?: 'theirs' | 'hmac' } = {}) => {
    const { accessToken } = await auth.signedIn();
    const { privateKey } = await generateKeyPair('ES256');
    const { keys } = (await get('/.well-known/jwks.json')) as { keys: object[] };
    const hmac = new TextEncoder().encode(JSON.stringify(keys[0]));
    return new SignJWT({ ...decodeJwt(accessToken), ...change.claims })
      .setProtectedHeader({ ...decodeProtectedHeader(accessToken), alg: 'ES256', ...change.header })
      .sign(change.key === 'hmac' ? hmac : privateKey);
  };
  /** Signs with auth's own key, as only its thief could. */
  const signedByAuth = async (claims: object) => {
    const [row] = await storedKeys();
    const jwk = JSON.parse(decrypt(testSettings.keySecret, row?.privateJwk as string));
    const { accessToken } = await auth.signedIn();
    return new SignJWT({ ...decodeJwt(accessToken), ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: row?.kid as string })
      .sign(await importJWK(jwk, 'ES256'));
  };
  const now = () => Math.floor(Date.now() / 1_000);

  test('is accepted, also within the skew of 60 seconds after its expiry', async () => {
    expect((await auth.request(signOut, {}, await signedByAuth({}))).status).toBe(200);
    expect((await auth.request(signOut, {}, await signedByAuth({ exp: now() - 50 }))).status).toBe(200);
  });

  test.each([
    ['another key', () => forged()],
    ['another key and an unknown kid', () => forged({ header: { kid: 'unknown' } })],
    ['a symmetric key made from the public key', () => forged({ header: { alg: 'HS256' }, key: 'hmac' })],
    [
      'nothing',
      async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await forged()).split('.')[1]}.`,
    ],
    ["auth's key, expired", () => signedByAuth({ exp: now() - 61 })],
    ["auth's key, not valid yet", () => signedByAuth({ nbf: now() + 120 })],
    ["auth's key, by another issuer", () => signedByAuth({ iss: 'https://other.test' })],
    ["auth's key, for another audience", () => signedByAuth({ aud: 'other' })],
    ["auth's key, with a scope that is no role", () => signedByAuth({ scope: 'root' })],
  ])('signed with %s is refused with 401, whatever the operation', async (_how, createToken) => {
    const answer = await auth.request('{ __typename }', {}, await createToken());
    expect(answer.status).toBe(401);
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('of the service goes to users, and is reused until shortly before its expiry', async () => {
    const first = await auth.serviceToken();
    const claims = decodeJwt(first);
    expect(claims).toMatchObject({ sub: 'masar-service', scope: 'service', exp: Number(claims.iat) + 600 });
    expect(claims).not.toHaveProperty('sid');
    expect(await auth.serviceToken()).toBe(first);
    auth.clock.advance(9 * 60_000 + 1_000);
    expect(await auth.serviceToken()).not.toBe(first);
  });

  test("is requested of users with the trace of the caller's request", async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const query = 'mutation { signInWithPassword(input: { email: "x@masar.test", password: "x" }) { scope } }';
    await fetch(auth.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent },
      body: JSON.stringify({ query }),
    });
    expect(auth.users.requests.at(-1)?.traceparent).toBe(traceparent);
  });
});

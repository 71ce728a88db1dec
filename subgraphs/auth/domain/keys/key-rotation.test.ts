import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { decodeProtectedHeader } from 'jose';
import { createOrm } from '#platform/database/open-database.ts';
import { idGenerator } from '#platform/ids.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { SigningKey } from '../../entities/signing-key.ts';
import { database } from '../../service.ts';
import { accessTokenLifetime, issueAccessToken } from '../sessions/issue-access-token.ts';
import { CachedKeyRing } from './cached-key-ring.ts';
import {
  ageKeys,
  keyAge,
  keyOverlap,
  keyPublished,
  keySetOf,
  openKeyRing,
  retiredKeysKept,
  rotateKeys,
} from './signing-keys.ts';

const secret = 'a secret of the tests, of 32 characters';
const newId = idGenerator({ now: () => new Date() });
let stored: TestDatabase;
let orm: MikroORM;
let now: Date;

beforeAll(async () => {
  stored = await testDatabase('auth');
  orm = await createOrm(database, { url: stored.url, poolMax: 5, logSql: false }, silent);
});

beforeEach(async () => {
  now = new Date();
  await orm.em.fork().nativeDelete(SigningKey, {});
});

afterAll(async () => {
  await orm.close(true);
  await stored.drop();
});

const context = () => systemContext({ now, newId });
const later = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};
const open = () => openKeyRing(orm.em.fork(), secret, context());
const age = () => ageKeys(orm.em.fork(), secret, context());
const statuses = async () => {
  const keys = await orm.em.fork().find(SigningKey, {}, { orderBy: { createdAt: 'asc', id: 'asc' } });
  return keys.map(({ status }) => status);
};

test('publishes a new key at once, and signs with it once every verifier can have fetched it', async () => {
  const first = await open();
  const kid = await rotateKeys(orm.em.fork(), secret, context());
  const published = await open();
  expect(published.publicJwks.keys.map((key) => key.kid)).toEqual(expect.arrayContaining([first.kid, kid]));
  expect(published.kid).toBe(first.kid);
  later(keyPublished - 1);
  expect((await open()).kid).toBe(first.kid);
  later(1);
  expect((await open()).kid).toBe(kid);
});

test('publishes the old key until the tokens that it signed have expired', async () => {
  const ring = await CachedKeyRing.open(orm.em, secret, context);
  const issuer = { issuer: 'http://test', audience: 'test', keys: ring };
  const verify = tokenVerifier(
    { ...issuer, jwksUrl: 'http://127.0.0.1:9/none' },
    keySetOf(() => ring),
  );
  const issue = () => issueAccessToken(issuer, { sub: 'p_1', scope: 'passenger' }, new Date());
  const old = await issue();
  await rotateKeys(orm.em.fork(), secret, context());
  later(keyPublished);
  await ring.refresh();
  const fresh = await issue();
  expect(decodeProtectedHeader(fresh).kid).not.toBe(decodeProtectedHeader(old).kid);
  for (const token of [old, fresh]) expect(await verify(token)).toMatchObject({ id: 'p_1' });
  expect(await statuses()).toEqual(['RETIRING', 'ACTIVE']);
  later(accessTokenLifetime);
  await ring.refresh();
  expect(ring.publicJwks.keys).toHaveLength(2);
  later(keyOverlap);
  await ring.refresh();
  expect(await statuses()).toEqual(['RETIRED', 'ACTIVE']);
  expect(ring.publicJwks.keys).toHaveLength(1);
  const again = tokenVerifier(
    { ...issuer, jwksUrl: 'http://127.0.0.1:9/none' },
    keySetOf(() => ring),
  );
  await expect(again(old)).rejects.toThrow('not valid');
});

test('replaces an old key in one of several instances, and finally deletes it', async () => {
  await open();
  later(keyAge - 1_000);
  expect(await age()).toBe(false);
  later(1_000);
  const created = await Promise.all([1, 2, 3, 4].map(() => age()));
  expect(created.filter(Boolean)).toHaveLength(1);
  expect(await statuses()).toEqual(['ACTIVE', 'ACTIVE']);
  later(keyPublished);
  await age();
  expect(await statuses()).toEqual(['RETIRING', 'ACTIVE']);
  later(keyOverlap);
  await age();
  expect(await statuses()).toEqual(['RETIRED', 'ACTIVE']);
  later(retiredKeysKept + 1_000);
  await age();
  expect(await statuses()).toEqual(['ACTIVE']);
});

test('records each change of a key as the work of the system', async () => {
  const recorded = async () => {
    const sql = `select body #>> '{data,action}' as action, subject, body #>> '{data,actorId}' as actor from messaging.outbox
      where message_type = 'auth.change-recorded.v1' order by position`;
    return orm.em.getConnection().execute<{ action: string; subject: string; actor: string }[]>(sql);
  };
  const before = (await recorded()).length;
  const { kid: first } = await open();
  await open();
  const second = await rotateKeys(orm.em.fork(), secret, context());
  for (const pause of [0, keyPublished, keyOverlap, 1_000, retiredKeysKept]) {
    later(pause);
    await age();
  }
  const changes = (await recorded()).slice(before);
  expect(changes.map(({ action, subject }) => [action, subject])).toEqual([
    ['key.created', first],
    ['key.rotated', second],
    ['key.retiring', first],
    ['key.retired', first],
    ['key.deleted', first],
  ]);
  expect(new Set(changes.map(({ actor }) => actor))).toEqual(new Set(['system']));
});

import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { clockSkew } from './clock-skew.ts';
import { cacheVerified, maxVerifiedTokens } from './verified-tokens.ts';
import { InvalidToken, type VerifyToken } from './verify-token.ts';

const seconds = () => Math.floor(Date.now() / 1_000);
let verified: string[];
let lifetime: number;
let verify: VerifyToken;

beforeEach(() => {
  verified = [];
  lifetime = 600;
  verify = cacheVerified(async (token) => {
    verified.push(token);
    if (token === 'bad' || lifetime < -clockSkew) throw new InvalidToken('not valid');
    const expiresAt = seconds() + lifetime;
    return { id: token, role: 'passenger', sid: null, name: null, phoneNumber: null, expiresAt };
  });
});

afterEach(() => {
  jest.useRealTimers();
});

test('verifies each token once', async () => {
  const ids = await Promise.all(['one', 'other'].map(async (token) => [await verify(token), await verify(token)]));
  expect(ids.flat().map(({ id }) => id)).toEqual(['one', 'one', 'other', 'other']);
  expect(verified.toSorted()).toEqual(['one', 'other']);
});

test('verifies a token again when it has expired by more than the clock skew', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  await verify('one');
  jest.setSystemTime(Date.now() + (600 + clockSkew - 1) * 1_000);
  await verify('one');
  expect(verified).toHaveLength(1);
  jest.setSystemTime(Date.now() + 2_000);
  lifetime = -clockSkew - 1;
  await expect(verify('one')).rejects.toThrow(InvalidToken);
});

test('does not cache a refused token', async () => {
  for (const _ of [1, 2]) await expect(verify('bad')).rejects.toThrow(InvalidToken);
  expect(verified).toEqual(['bad', 'bad']);
});

test('drops the least recently used token beyond the bound', async () => {
  for (let at = 0; at <= maxVerifiedTokens; at++) await verify(`t${at}`);
  await verify('t0');
  expect(verified.filter((token) => token === 't0')).toHaveLength(2);
});

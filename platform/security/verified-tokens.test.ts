import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { limits } from '../limits.ts';
import { cacheVerified } from './verified-tokens.ts';
import { InvalidToken, type VerifyToken } from './verify-token.ts';

const seconds = () => Math.floor(Date.now() / 1_000);
let asked: string[];
let lifetime: number;
let verify: VerifyToken;

beforeEach(() => {
  asked = [];
  lifetime = 600;
  verify = cacheVerified(async (token) => {
    asked.push(token);
    if (token === 'bad' || lifetime < -limits.tokenClockSkewSeconds) throw new InvalidToken('not valid');
    const expiresAt = seconds() + lifetime;
    return { id: token, role: 'passenger', sid: null, name: null, phoneNumber: null, expiresAt };
  });
});

afterEach(() => {
  jest.useRealTimers();
});

test('a token is verified once, and each is its own', async () => {
  const ids = await Promise.all(['one', 'other'].map(async (token) => [await verify(token), await verify(token)]));
  expect(ids.flat().map(({ id }) => id)).toEqual(['one', 'one', 'other', 'other']);
  expect(asked.toSorted()).toEqual(['one', 'other']);
});

test('one that has expired is verified again, a minute of skew after its time', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  await verify('one');
  jest.setSystemTime(Date.now() + (600 + limits.tokenClockSkewSeconds - 1) * 1_000);
  await verify('one');
  expect(asked).toHaveLength(1);
  jest.setSystemTime(Date.now() + 2_000);
  lifetime = -limits.tokenClockSkewSeconds - 1;
  await expect(verify('one')).rejects.toThrow(InvalidToken);
});

test('one that was refused is asked for again', async () => {
  for (const _ of [1, 2]) await expect(verify('bad')).rejects.toThrow(InvalidToken);
  expect(asked).toEqual(['bad', 'bad']);
});

test('only so many are kept', async () => {
  for (let at = 0; at <= limits.verifiedTokens; at++) await verify(`t${at}`);
  await verify('t0');
  expect(asked.filter((token) => token === 't0')).toHaveLength(2);
});

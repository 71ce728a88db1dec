import { beforeEach, describe, expect, test } from '@jest/globals';
import { PublicCache } from './public-cache.ts';

interface Result {
  json: string;
}

let time: number;
let isCurrent: boolean;
let lookups: boolean[];
let cache: PublicCache<Result>;

beforeEach(() => {
  time = 1_000;
  isCurrent = true;
  lookups = [];
  cache = cacheOf(100_000);
});

function cacheOf(maxBytes: number): PublicCache<Result> {
  return new PublicCache<Result>({
    maxBytes,
    isCurrent: () => isCurrent,
    now: () => time,
    onLookup: (isHit) => lookups.push(isHit),
  });
}

interface Stored {
  ids?: string[];
  lists?: string[];
  until?: number;
  since?: number;
  json?: string;
}

function store(key: string, { ids = [], lists = [], until = 2_000, since = cache.moment(), json = '{}' }: Stored = {}) {
  cache.set(key, { result: { json }, ids, lists, until, since });
}

const has = (key: string): boolean => cache.get(key) !== undefined;

test('returns the response that was stored, until its end', () => {
  const result = { json: '{"a":1}' };
  cache.set('key', { result, ids: [], lists: [], until: 2_000, since: cache.moment() });
  expect(cache.get('key')).toBe(result);
  expect(has('other')).toBe(false);
  time = 1_999;
  expect(has('key')).toBe(true);
  time = 2_000;
  expect(has('key')).toBe(false);
  expect(cache.usage).toEqual({ entries: 0, bytes: 0 });
  expect(lookups).toEqual([true, false, true, false]);
});

test('returns nothing while changes may be missing', () => {
  store('key');
  isCurrent = false;
  expect(has('key')).toBe(false);
  isCurrent = true;
  expect(has('key')).toBe(true);
});

describe('a drop', () => {
  test('of an id ends the responses that show it, and those with a part of a list of its subgraph', () => {
    store('shows a', { ids: ['a'] });
    store('shows a and b', { ids: ['a', 'b'] });
    store('shows b', { ids: ['b'] });
    store('a list of trips', { ids: ['b'], lists: ['trips'] });
    store('a list of users', { ids: ['b'], lists: ['users'] });
    cache.drop('trips', ['a']);
    expect(['shows a', 'shows a and b', 'shows b', 'a list of trips', 'a list of users'].filter(has)).toEqual([
      'shows b',
      'a list of users',
    ]);
  });

  test('of everything ends every response', () => {
    store('one');
    store('other', { ids: ['a'] });
    cache.clear();
    expect(cache.usage).toEqual({ entries: 0, bytes: 0 });
  });

  test.each<[string, () => void]>([
    ['an id that it shows', () => cache.drop('users', ['a'])],
    ['the list of which it has a part', () => cache.drop('trips', ['z'])],
    ['everything', () => cache.clear()],
  ])('of %s keeps a response that began before it out', (_name, drop) => {
    const since = cache.moment();
    drop();
    store('key', { ids: ['a'], lists: ['trips'], since });
    expect(has('key')).toBe(false);
    store('key', { ids: ['a'], lists: ['trips'] });
    expect(has('key')).toBe(true);
  });

  test('of something else keeps nothing out', () => {
    const since = cache.moment();
    cache.drop('users', ['b']);
    store('key', { ids: ['a'], lists: ['trips'], since });
    expect(has('key')).toBe(true);
  });
});

test('a response that replaces another has its own tags alone', () => {
  store('key', { ids: ['a'] });
  store('key', { ids: ['b'] });
  cache.drop('users', ['a']);
  expect(has('key')).toBe(true);
  cache.drop('users', ['b']);
  expect(has('key')).toBe(false);
});

test('keeps the responses that were used last, within its bytes', () => {
  store('one');
  const { bytes } = cache.usage;
  cache = cacheOf(2 * bytes);
  for (const key of ['one', 'two']) store(key);
  expect(has('one')).toBe(true);
  store('new');
  expect(['one', 'two', 'new'].filter(has)).toEqual(['one', 'new']);
  expect(cache.usage).toEqual({ entries: 2, bytes: 2 * bytes });
});

test('a response that is larger than the cache is not stored, nor one more byte than it has', () => {
  store('key', { json: 'x'.repeat(100) });
  const { bytes } = cache.usage;
  cache = cacheOf(bytes);
  store('key', { json: 'x'.repeat(101), ids: [] });
  expect(has('key')).toBe(false);
  store('key', { json: 'x'.repeat(100) });
  expect(has('key')).toBe(true);
});

test('gives each part of the program keys of its own', () => {
  expect(cache.createPrefix()).not.toBe(cache.createPrefix());
});

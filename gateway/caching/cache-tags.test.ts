import { expect, test } from '@jest/globals';
import type { CachePolicy } from './cache-policy.ts';
import { cacheTagsOf, maxTags } from './cache-tags.ts';

const policy: CachePolicy = {
  maxAge: 60,
  lists: new Set(),
  entities: new Set(['trip', 'driver']),
  until: new Set(['departureTime']),
};
const now = Date.parse('2030-01-01T12:00:00Z');
const tagsOf = (data: unknown) => {
  const tags = cacheTagsOf(data, policy, now);
  return tags && { ids: [...tags.ids], until: tags.until };
};

test('reads every id, in objects and lists', () => {
  expect(
    tagsOf({ trip: { id: 't_1', driver: { id: 'd_1', name: null }, stops: [{ id: 's_1' }, { id: 's_2' }] } }),
  ).toEqual({
    ids: ['t_1', 'd_1', 's_1', 's_2'],
    until: Number.POSITIVE_INFINITY,
  });
});

test('ends at the first time that is still to come', () => {
  const times = ['2030-01-01T11:59:00Z', '2030-01-01T14:00:00Z', '2030-01-01T13:00:00Z'];
  const trips = times.map((departureTime) => ({ departureTime }));
  expect(tagsOf({ trips })?.until).toBe(Date.parse('2030-01-01T13:00:00Z'));
});

test.each([[{ trip: null }], [{ list: [{ driver: null }] }], [{ nodes: [null] }]])(
  '%j, which lacks an entity, is not cached',
  (data) => {
    expect(tagsOf(data)).toBeNull();
  },
);

test('a response with too many ids is not cached', () => {
  const withIds = (count: number) => ({ list: Array.from({ length: count }, (_, at) => ({ id: `t_${at}` })) });
  expect(tagsOf(withIds(maxTags))?.ids).toHaveLength(maxTags);
  expect(tagsOf(withIds(maxTags + 1))).toBeNull();
});

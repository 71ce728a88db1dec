import { expect, test } from '@jest/globals';
import { idBoundAt, idGenerator, prefixOf, requireId, timeOfId } from './ids.ts';

test('an id is its prefix and 32 hex digits of a UUID of version 7', () => {
  const newId = idGenerator({ now: () => new Date() });
  expect(newId('az')).toMatch(/^az_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
});

test('ids sort by the time of their clock', () => {
  let now = Date.parse('2030-01-01T00:00:00Z');
  const newId = idGenerator({ now: () => new Date(now) });
  const ids = Array.from({ length: 200 }, () => {
    now += 1;
    return newId('t');
  });
  expect(ids.toSorted()).toEqual(ids);
  now -= 3_600_000;
  expect(newId('t') < (ids[0] as string)).toBe(true);
});

test.each(['1970-01-01T00:00:00Z', '2030-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])(
  'a bound at %s comes after the ids of the millisecond before, and before those of its own',
  (text) => {
    const time = new Date(text);
    const idAt = (change: number) => idGenerator({ now: () => new Date(time.getTime() + change) })('t');
    expect(idBoundAt('t', time) < idAt(0)).toBe(true);
    if (time.getTime() > 0) expect(idBoundAt('t', time) > idAt(-1)).toBe(true);
  },
);

test('an id has the time at which it was made; other texts have none', () => {
  const now = new Date('2030-01-01T12:34:56.789Z');
  expect(timeOfId(idGenerator({ now: () => now })('ts'))).toEqual(now);
  for (const text of ['b_1', 'b_xyz', '', `b_${'g'.repeat(32)}`, `b_${'f'.repeat(32)}`])
    expect(timeOfId(text)).toBeNull();
});

test('a bound at a time before the first id comes before all ids', () => {
  const first = idGenerator({ now: () => new Date(0) })('t');
  expect(idBoundAt('t', new Date('0001-01-01T00:00:00Z')) < first).toBe(true);
});

test('ids of one instant differ by 16 random bytes', () => {
  const clock = { now: () => new Date(0) };
  const newId = idGenerator(clock);
  expect(new Set(Array.from({ length: 1_000 }, () => newId('t'))).size).toBe(1_000);
  const sizes: number[] = [];
  const fixed = idGenerator(clock, (size) => {
    sizes.push(size);
    return new Uint8Array(size);
  });
  expect(fixed('t')).toBe(fixed('t'));
  expect(sizes).toEqual([16, 16]);
});

test.each([
  ['t_1', 't'],
  ['az_1_2', 'az'],
  ['_1', ''],
  ['none', ''],
  ['', ''],
])('the prefix of %j is %j', (id, prefix) => {
  expect(prefixOf(id)).toBe(prefix);
});

test('refuses an id with another prefix, with the field', () => {
  expect(requireId('d_1', 'accountId', 'p', 'd')).toBe('d_1');
  for (const id of ['t_1', 'dd_1', 'D_1', 'd', '', 'd1'])
    expect(() => requireId(id, 'accountId', 'p', 'd')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field: 'accountId' }, fault: 'id' }),
    );
});

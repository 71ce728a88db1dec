import { expect, test } from '@jest/globals';
import { allCases, caseOf, selectCases } from './cases.ts';

const namesOf = (options: Parameters<typeof selectCases>[0]) => selectCases(options).map(({ name }) => name);

test('the full run has every size, spread and selection once, the smaller sizes first', () => {
  const all = selectCases({ full: true, only: undefined });
  expect(new Set(all.map(({ name }) => name)).size).toBe(4 * 3 * 2);
  const sizes = all.map(({ subscribers }) => subscribers);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
});

test('the usual run is a part of the full one and has every spread and selection', () => {
  const usual = selectCases({ full: false, only: undefined });
  expect(usual.length).toBe(9);
  expect(allCases).toEqual(expect.arrayContaining([...usual]));
  expect(new Set(usual.map(({ spread, selection }) => `${spread} ${selection}`)).size).toBe(6);
});

test('cases are chosen by a part of their name', () => {
  expect(namesOf({ full: false, only: ['own trips, 1000,'] })).toEqual([
    'own trips, 1000, primary',
    'own trips, 1000, joined',
  ]);
  expect(namesOf({ full: true, only: ['product'] })).toEqual([]);
});

test('subscribers of own trips watch as many trips as they are', () => {
  expect(caseOf(500, 'own trips', 'primary').trips).toBe(500);
  expect(caseOf(500, '100 trips', 'primary').trips).toBe(100);
  expect(caseOf(500, 'one trip', 'primary').trips).toBe(1);
});

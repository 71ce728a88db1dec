import { describe, expect, test } from '@jest/globals';
import { readApprovals } from './read-approvals.ts';

const entry = `- change: FIELD_REMOVED Trip.price
  reason: The apps show the fare.
  who: The team of trips
  until: 2031-01-31
`;

const faults = (text: string) => readApprovals(text).faults.map(({ line, reason }) => `${line}: ${reason}`);

test('reads the entries with their lines', () => {
  const other = entry.replace('FIELD_REMOVED Trip.price', '"FIELD_ARGUMENT_REMOVED   Query.trip(id:)"');

  expect(readApprovals(`# Approved changes\n${entry}${other}`)).toEqual({
    approvals: [
      {
        code: 'FIELD_REMOVED',
        path: 'Trip.price',
        reason: 'The apps show the fare.',
        who: 'The team of trips',
        until: '2031-01-31',
        line: 2,
      },
      expect.objectContaining({ code: 'FIELD_ARGUMENT_REMOVED', path: 'Query.trip(id:)', line: 6 }),
    ],
    faults: [],
  });
});

test.each(['', '# nothing\n', '[]', '---\n'])('reads no entry in %j', (text) => {
  expect(readApprovals(text)).toEqual({ approvals: [], faults: [] });
});

describe('a fault has its line', () => {
  const without = (key: string) => entry.replace(new RegExp(`(- | {2})${key}: .*\n`), key === 'change' ? '- ' : '');

  test.each([
    ['no list', 'change: FIELD_REMOVED Trip.price', '1: the file must be a list'],
    ['a text as an entry', `${entry}- FIELD_REMOVED Trip.price`, '5: an entry must have change, reason, who, until'],
    ['no entry after a dash', `${entry}-\n`, '5: an entry must have change, reason, who, until'],
    ['no reason', without('reason'), '1: the entry has no reason'],
    ['no name', without('who'), '1: the entry has no who'],
    ['no date', without('until'), '1: the entry has no until'],
    ['an empty reason', entry.replace('The apps show the fare.', '" "'), '2: reason must be a text that is not empty'],
    ['a number as a name', entry.replace('The team of trips', '7'), '3: who must be a text that is not empty'],
    ['a list as a date', entry.replace('2031-01-31', '[]'), '4: until must be a text that is not empty'],
    [
      'no path',
      entry.replace(' Trip.price', ''),
      '1: change must be a code and a path, such as FIELD_REMOVED Trip.price',
    ],
    [
      'a date that does not exist',
      entry.replace('01-31', '02-30'),
      '4: until must be a date such as 2027-01-31, not "2031-02-30"',
    ],
    [
      'a date in another form',
      entry.replace('2031-01-31', '31.01.2031'),
      '4: until must be a date such as 2027-01-31, not "31.01.2031"',
    ],
    ['an unknown key', `${entry}  till: now\n`, '5: unknown key "till": an entry has change, reason, who, until'],
    ['the same change twice', `${entry}${entry}`, '5: FIELD_REMOVED Trip.price is approved in line 1 already'],
    ['a key twice', `${entry}  who: me\n`, '5: Map keys must be unique'],
  ])('%s', (_, text, expected) => {
    expect(faults(text)).toEqual([expected]);
  });

  test('invalid YAML', () => {
    expect(faults(`${entry}  bad: [\n`)[0]).toMatch(/^[56]: /);
  });

  test('and every fault is named', () => {
    expect(faults(`${entry.replace('2031-01-31', 'soon')}- change: x\n  whom: me\n`)).toEqual([
      '4: until must be a date such as 2027-01-31, not "soon"',
      '5: the entry has no reason',
      '5: the entry has no who',
      '5: the entry has no until',
      '5: change must be a code and a path, such as FIELD_REMOVED Trip.price',
      '6: unknown key "whom": an entry has change, reason, who, until',
    ]);
  });
});

import { expect, test } from '@jest/globals';
import type { SchemaChange } from '../changes/schema-change.ts';
import { applyApprovals } from './apply-approvals.ts';
import type { Approval } from './approval.ts';

const change = (path: string): SchemaChange => ({
  code: 'FIELD_REMOVED',
  severity: 'breaking',
  path,
  message: '',
  noticedBy: [path],
});

const approval = (path: string, until = '2031-01-31'): Approval => ({
  ...{ code: 'FIELD_REMOVED', path, reason: 'r', who: 'w', line: 1 },
  until,
});

function apply(approvals: Approval[], changes: SchemaChange[], ofBase: Approval[] | undefined = []) {
  const { byChange, stale, merged } = applyApprovals({ approvals, ofBase, changes, today: '2031-01-31' });
  return {
    approved: [...byChange.keys()].map(({ path }) => path),
    stale: stale.map(({ approval: { path }, reason }) => `${path}: ${reason}`),
    merged: merged.map(({ path }) => path),
  };
}

test('an approval is for every change with its code and path', () => {
  const changes = [change('Trip.price'), { ...change('Trip.price'), subgraph: 'trips' }, change('Trip.fare')];

  expect(apply([approval('Trip.price')], changes)).toEqual({
    approved: ['Trip.price', 'Trip.price'],
    stale: [],
    merged: [],
  });
  expect(apply([{ ...approval('Trip.price'), code: 'FIELD_TYPE_CHANGED' }], changes).approved).toEqual([]);
});

test('counts on its last day, and is stale after it, even if it matches a change', () => {
  const changes = [change('Trip.price')];

  expect(apply([approval('Trip.price', '2031-01-31')], changes).approved).toEqual(['Trip.price']);
  expect(apply([approval('Trip.price', '2031-01-30')], changes)).toEqual({
    approved: [],
    stale: ['Trip.price: its date, 2031-01-30, has passed'],
    merged: [],
  });
});

test('without a change it is stale if it is new, or if nobody knows whether it is', () => {
  const stale = { approved: [], stale: ['Trip.price: it matches no change'], merged: [] };

  expect(apply([approval('Trip.price')], [])).toEqual(stale);
  expect(apply([approval('Trip.price')], [], undefined)).toEqual(stale);
});

test('without a change it was merged if the base has it, until its date has passed', () => {
  const known = approval('Trip.price');

  expect(apply([known], [], [known])).toEqual({ approved: [], stale: [], merged: ['Trip.price'] });
  expect(apply([{ ...known, until: '2031-01-30' }], [], [known]).stale).toHaveLength(1);
});

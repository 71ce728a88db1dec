import { expect, test } from '@jest/globals';
import { tableOf } from './table.ts';

const columns = { name: 'table', count: 'rows', text: 'statement' };

test('aligns texts to the left and numbers to the right', () => {
  const rows = [
    { name: 'trips', count: 1_234.56, text: 'select' },
    { name: 'seat_bookings', count: 7, text: null },
  ];
  expect(tableOf(rows, columns).split('\n')).toEqual([
    'table             rows  statement',
    'trips          1,234.6  select',
    'seat_bookings        7  -',
  ]);
});

test('cuts lines at the width', () => {
  const row = (text: string) => tableOf([{ name: 'a', count: 1, text }], columns, 30).split('\n')[1];
  expect(row('x'.repeat(16))).toBe(`a         1  ${'x'.repeat(16)}`);
  expect(row('x'.repeat(17))).toBe(`a         1  ${'x'.repeat(17)}`);
  expect(row('x'.repeat(18))).toBe(`a         1  ${'x'.repeat(16)}…`);
});

test('has the titles alone without rows', () => {
  expect(tableOf([], columns)).toBe('table  rows  statement');
});

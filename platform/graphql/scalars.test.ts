import { describe, expect, test } from '@jest/globals';
import { Decimal, scalars, Url } from './scalars.ts';

describe('Decimal', () => {
  test.each([
    ['150', '150.00'],
    ['150.5', '150.50'],
    ['0150.55', '150.55'],
    ['99999999.99', '99999999.99'],
  ])('%s is %s', (given, value) => {
    expect(Decimal.parseValue(given)).toBe(value);
  });

  test.each([150, 1.5, '1.234', '-1', '123456789', '1e3', '', ' 1', '1,5', null])('refuses %p', (given) => {
    expect(() => Decimal.parseValue(given)).toThrow();
  });
});

describe('URL', () => {
  test('is an absolute http or https URL of a bounded length', () => {
    expect(Url.parseValue('https://a.example/p')).toBe('https://a.example/p');
    for (const given of ['javascript:alert(1)', '/p', 'ftp://a', `https://a/${'x'.repeat(1_000)}`, 7]) {
      expect(() => Url.parseValue(given)).toThrow();
    }
  });
});

test('DateTime takes any offset and gives UTC; Date is a day that there is', () => {
  expect(scalars.DateTime.parseValue('2030-01-01T03:00:00+03:00')).toEqual(new Date('2030-01-01T00:00:00Z'));
  for (const given of ['2030-01-01', '2030-13-01T00:00:00Z', 'tomorrow', ''])
    expect(() => scalars.DateTime.parseValue(given)).toThrow();
  expect(scalars.Date.parseValue('2028-02-29')).toBe('2028-02-29');
  for (const given of ['2027-02-29', '2027-2-9', '']) expect(() => scalars.Date.parseValue(given)).toThrow();
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kind } from 'graphql';
import pg from 'pg';
import { serverUrl } from '#test-kit/templates.ts';
import { Decimal, scalars, Url } from './scalars.ts';

let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
});

afterAll(() => client.end());

describe('Decimal', () => {
  test.each([
    ['150', '150.00'],
    ['150.5', '150.50'],
    ['0150.55', '150.55'],
    ['99999999.99', '99999999.99'],
  ])('%s is %s', (input, value) => {
    expect(Decimal.parseValue(input)).toBe(value);
  });

  test.each([150, 1.5, '1.234', '-1', '123456789', '1e3', '', ' 1', '1,5', null])('refuses %p', (input) => {
    expect(() => Decimal.parseValue(input)).toThrow();
  });
});

describe('URL', () => {
  test('is an absolute http or https URL of a bounded length', () => {
    expect(Url.parseValue('https://a.example/p')).toBe('https://a.example/p');
    for (const input of ['javascript:alert(1)', '/p', 'ftp://a', `https://a/${'x'.repeat(1_000)}`, 7]) {
      expect(() => Url.parseValue(input)).toThrow();
    }
  });
});

test('DateTime accepts any offset and returns UTC; Date is a day of the calendar', () => {
  expect(scalars.DateTime.parseValue('2030-01-01T03:00:00+03:00')).toEqual(new Date('2030-01-01T00:00:00Z'));
  for (const input of ['2030-01-01', '2030-13-01T00:00:00Z', 'tomorrow', ''])
    expect(() => scalars.DateTime.parseValue(input)).toThrow();
  expect(scalars.Date.parseValue('2028-02-29')).toBe('2028-02-29');
  for (const input of ['2027-02-29', '2027-2-9', '']) expect(() => scalars.Date.parseValue(input)).toThrow();
});

test.each([
  '0000-01-01T00:00:00Z',
  '0000-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00+03:00',
  '1900-01-01T00:00:00+03:00',
  '2030-06-30T23:59:60Z',
  '2030-01-01T24:00:00Z',
  '2030-02-30T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-03:00',
])('%s is refused as a DateTime, or PostgreSQL accepts it', async (input) => {
  let value: Date;
  try {
    value = scalars.DateTime.parseValue(input) as Date;
  } catch {
    return;
  }
  await client.query('select $1::timestamptz', [value]);
});

test.each(['0000-01-01', '10000-01-01', '2027-02-29'])('%s is not a Date', (input) => {
  expect(() => scalars.Date.parseValue(input)).toThrow();
  expect(() => scalars.Date.parseLiteral({ kind: Kind.STRING, value: input })).toThrow();
});

test('literals of Date and DateTime are parsed as variables are', () => {
  expect(scalars.Date.parseLiteral({ kind: Kind.STRING, value: '2028-02-29' })).toBe('2028-02-29');
  const literal = (value: string) => scalars.DateTime.parseLiteral({ kind: Kind.STRING, value });
  expect(literal('2030-01-01T03:00:00+03:00')).toEqual(new Date('2030-01-01T00:00:00Z'));
  expect(() => literal('0000-01-01T00:00:00Z')).toThrow();
  expect(scalars.DateTime.serialize(new Date('2030-01-01T00:00:00Z'))).toBe('2030-01-01T00:00:00.000Z');
});

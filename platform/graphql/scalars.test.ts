import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Kind } from 'graphql';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { Trip } from '../../subgraphs/trips/entities/trip.ts';
import { createOrm } from '../database/open-database.ts';
import { Decimal, scalars, Url } from './scalars.ts';

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 2, logSql: false }, silent);
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

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
])('%s is refused as a DateTime, or found in the database', async (given) => {
  let value: Date;
  try {
    value = scalars.DateTime.parseValue(given) as Date;
  } catch {
    return;
  }
  expect(await orm.em.fork().count(Trip, { departureTimeUtc: { $gt: value } })).toBe(0);
});

test.each(['0000-01-01', '10000-01-01', '2027-02-29'])('%s is no Date', (given) => {
  expect(() => scalars.Date.parseValue(given)).toThrow();
  expect(() => scalars.Date.parseLiteral({ kind: Kind.STRING, value: given })).toThrow();
});

test('a Date and a DateTime are what they are in literals too', () => {
  expect(scalars.Date.parseLiteral({ kind: Kind.STRING, value: '2028-02-29' })).toBe('2028-02-29');
  const literal = (value: string) => scalars.DateTime.parseLiteral({ kind: Kind.STRING, value });
  expect(literal('2030-01-01T03:00:00+03:00')).toEqual(new Date('2030-01-01T00:00:00Z'));
  expect(() => literal('0000-01-01T00:00:00Z')).toThrow();
  expect(scalars.DateTime.serialize(new Date('2030-01-01T00:00:00Z'))).toBe('2030-01-01T00:00:00.000Z');
});

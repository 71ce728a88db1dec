import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Kind } from 'graphql';
import { schemaOf } from '../../subgraphs/schemas.ts';
import { Trip } from '../../subgraphs/trips/entities/trip.ts';
import { silent, type TestDatabase, testDatabase } from '../../tests/support/templates.ts';
import { createOrm } from '../database/open-database.ts';
import { scalars } from './scalars.ts';

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

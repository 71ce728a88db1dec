import { expect, test } from '@jest/globals';
import { subgraphNames } from '../subgraphs/list.ts';
import { databaseNames, databasesIn, databaseVariable } from './databases.ts';

const url = 'postgres://127.0.0.1';
const own = Object.fromEntries(subgraphNames.map((name) => [databaseVariable(name), url]));
const { USERS_DATABASE_URL: _, ...allButOne } = own;

test.each<[string, Record<string, string>, readonly string[]]>([
  ['the embedded server has', {}, databaseNames],
  ['a server has', { DATABASE_URL: url }, databaseNames],
  ['a server has past PgBouncer', { DIRECT_DATABASE_URL: url, NODE_ENV: 'production' }, databaseNames],
  ['a server has, in production,', { DATABASE_URL: url, NODE_ENV: 'production' }, databaseNames],
  ['variables of its own name', { ...own, REGISTRY_DATABASE_URL: url }, databaseNames],
  ['variables name for the subgraphs', own, subgraphNames],
  ['variables name for the subgraphs past PgBouncer', { ...allButOne, USERS_DIRECT_DATABASE_URL: url }, subgraphNames],
  ['variables name for the subgraphs but one, beside the embedded server,', allButOne, databaseNames],
  ['variables name for the subgraphs but one, in production,', { ...allButOne, NODE_ENV: 'production' }, subgraphNames],
])('a command works on the databases that %s', (_name, environment, names) => {
  expect(databasesIn(environment)).toEqual(names);
});

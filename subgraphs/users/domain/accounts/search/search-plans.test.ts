import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { createOrm } from '#platform/database/open-database.ts';
import { blockCounter, explainAll } from '#test-kit/statement-plans.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { database as users } from '../../../service.ts';
import { makeManyAccounts } from '../../../testing/many-accounts.ts';
import { searches } from '../../../testing/searches.ts';
import { type AccountFilter, listAccounts, listDrivers, listPassengers } from '../list-accounts.ts';

// `npm run soak -- accounts` does the same with a million accounts.
const accounts = 30_000;

// The tables have some 1,100 pages.
/** The pages that a page of accounts may read. */
const few = 400;
/** The pages that it may read when the accounts that it finds, which have to be sorted, are on nearly every page. */
const most = 1_200;

let database: TestDatabase;
let orm: MikroORM;
let blocksOf: ReturnType<typeof blockCounter>;

beforeAll(async () => {
  database = await testDatabase('users');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await makeManyAccounts(client, accounts, new Date('2030-01-01T00:00:00Z'));
  await client.end();
  orm = await createOrm(users, { url: database.url, poolMax: 1, logSql: false }, silent);
  blocksOf = blockCounter(orm, explainAll(orm), ['drivers', 'passengers']);
}, 60_000);

afterAll(async () => {
  await orm?.close(true);
  await database?.drop();
});

const lists = { accounts: listAccounts, drivers: listDrivers, passengers: listPassengers };
const orders = ['CREATED_DESC', 'CREATED_ASC'] as const;

test.each(Object.entries(searches))('a search for %s reads an index', async (found, search) => {
  const limit = found === 'two common names' ? most : few;
  for (const [name, list] of Object.entries(lists)) {
    for (const orderBy of orders) {
      const blocks = await blocksOf((em) => list(em, { filter: { search }, orderBy }));
      expect([name, orderBy, blocks < limit, blocks]).toEqual([name, orderBy, true, blocks]);
    }
  }
});

const filters: Record<string, AccountFilter> = {
  'no filter': {},
  'active accounts': { isActive: true },
  'one type': { type: ['PASSENGER'] },
  'two types': { type: ['ADMIN', 'DRIVER'] },
};
test.each(Object.entries(filters))('a list with %s reads an index, on its distant pages too', async (_name, filter) => {
  for (const orderBy of orders) {
    let after: string | null = null;
    for (let page = 0; page < 8; page++) {
      const { pageInfo } = await listAccounts(orm.em.fork(), { filter, orderBy, first: 100, after });
      after = pageInfo.endCursor;
    }
    for (const place of [{}, { after }, { before: after, last: 20 }]) {
      const blocks = await blocksOf((em) => listAccounts(em, { filter, orderBy, ...place }));
      expect([orderBy, blocks < few, blocks]).toEqual([orderBy, true, blocks]);
    }
  }
});

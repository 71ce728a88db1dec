import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { type DatabaseDump, dumpDatabase, dumpScript } from './dump-database.ts';

const databases: TestDatabase[] = [];
const clients: pg.Client[] = [];

async function emptyDatabase(): Promise<pg.Client> {
  const database = await testDatabase('users', true);
  databases.push(database);
  const client = new pg.Client({ connectionString: database.url });
  clients.push(client);
  await client.connect();
  return client;
}

afterAll(async () => {
  for (const client of clients) await client.end();
  for (const database of databases) await database.drop();
});

const schema = `
  create schema "Other";
  create extension citext schema "Other";
  create sequence loose as int increment by 5 maxvalue 500 cycle;
  create function last_of(text) returns text language sql immutable return substr($1, length($1));
  create function stamp() returns trigger language plpgsql as $$ begin new.changed := now(); return new; end $$;
  create table "Other"."Parents" (
    id bigserial primary key,
    name varchar(20) collate "C" not null,
    mail "Other".citext unique,
    changed timestamptz(3),
    born date default '2030-01-01',
    amount numeric(10,2) check (amount > 0)
  ) with (fillfactor = 80);
  create table children (
    id int generated always as identity (start with 7) primary key,
    dropped int,
    parent bigint not null references "Other"."Parents" on delete cascade,
    facts jsonb,
    name text,
    letter text generated always as (last_of(name)) stored,
    constraint children_name_unique unique nulls not distinct (name) deferrable
  );
  alter table children drop dropped;
  create index children_name_prefix on children (lower(name) text_pattern_ops) where name is not null;
  create unique index parents_lower_unique on "Other"."Parents" (lower(name));
  create trigger stamp before insert or update on "Other"."Parents" for each row execute function stamp();
  insert into "Other"."Parents" (name, mail, amount) values ('O''Neill \\ ; --', 'a@b.test', 1.50), ('b', null, null);
  insert into children (parent, facts, name) values (2, '{"a": ["x"]}', 'مكة'), (1, null, null);
  select nextval('loose');
`;

let original: pg.Client;
let dump: DatabaseDump;

beforeAll(async () => {
  original = await emptyDatabase();
  await original.query(schema);
  dump = await dumpDatabase(original);
});

test('a database restored from a dump has the same dump', async () => {
  const restored = await emptyDatabase();
  await restored.query(dumpScript(dump));
  expect(await dumpDatabase(restored)).toEqual(dump);
});

test('a restored database continues the sequences, and runs the functions and triggers', async () => {
  const restored = await emptyDatabase();
  await restored.query(dumpScript(dump));
  const { rows } = await restored.query(`
    with parent as (insert into "Other"."Parents" (name) values ('c') returning id, changed)
    insert into children (parent, name) select id, 'xyz' from parent
    returning id, parent, letter, (select changed from parent) is not null as stamped, nextval('loose') as loose`);
  expect(rows).toEqual([{ id: 9, parent: '3', letter: 'z', stamped: true, loose: '6' }]);
  const types = await restored.query(`select pg_get_serial_sequence('"Other"."Parents"', 'id') as owned`);
  expect(types.rows).toEqual([{ owned: '"Other"."Parents_id_seq"' }]);
});

test.each([
  ['a column', 'alter table children add extra int'],
  ['a default', 'alter table children alter name set default $$x$$'],
  ['a type', 'alter table children alter facts type json'],
  ['a nullability', 'alter table children alter parent drop not null'],
  ['a check', 'alter table children add constraint positive check (id > 0)'],
  ['an index', 'create index extra on children (parent)'],
  ['a function', `create function extra() returns int language sql return 1`],
  [
    'a function body',
    `create or replace function stamp() returns trigger language plpgsql as $$ begin return new; end $$`,
  ],
  ['a trigger', 'drop trigger stamp on "Other"."Parents"'],
  ['a sequence', 'alter sequence loose increment by 6'],
  ['an extension', 'create extension btree_gist'],
  ['a row', `update children set facts = '{}' where id = 8`],
])('the dump shows %s that changed', async (_kind, change) => {
  const changed = await emptyDatabase();
  await changed.query(dumpScript(dump));
  await changed.query(change);
  expect(await dumpDatabase(changed)).not.toEqual(dump);
});

test('a dump does not depend on the time', async () => {
  const later = await emptyDatabase();
  await later.query(schema);
  expect(await dumpDatabase(later)).toEqual(dump);
});

test.each([
  ['a view', 'create view seen as select 1 as one', 'seen'],
  ['an enum', `create type mood as enum ('good')`, 'mood'],
  ['a partitioned table', 'create table parts (id int) partition by range (id)', 'parts'],
  ['a policy', 'create table safe (id int); alter table safe enable row level security', 'safe'],
  ['an aggregate', 'create aggregate total (int) (sfunc = int4pl, stype = int)', 'total'],
  ['a comment', `create table noted (id int); comment on column noted.id is 'a note'`, 'a note'],
])('refuses a database with %s', async (_kind, change, name) => {
  const database = await emptyDatabase();
  await database.query(change);
  await expect(dumpDatabase(database)).rejects.toThrow(name);
});

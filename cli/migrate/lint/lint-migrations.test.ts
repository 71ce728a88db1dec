import { describe, expect, test } from '@jest/globals';
import type { MigrationObject } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { databaseNames, schemaOf } from '../../databases.ts';
import { allowedMigrations } from './allowed.ts';
import { type LintRules, lintMigrations, type Migrations } from './lint-migrations.ts';
import { ownRules, squawkRules } from './rules.ts';
import { hotTables, quietTables } from './tables.ts';

const rules: LintRules = { hot: hotTables, quiet: quietTables, allowed: {} };

function migration(name: string, statements: readonly string[], isTransactional: boolean): MigrationObject {
  return {
    name,
    class: class extends Migration {
      override isTransactional(): boolean {
        return isTransactional;
      }

      override async up(): Promise<void> {
        const [first = '', ...others] = statements;
        await this.execute(first);
        for (const sql of others) this.addSql(sql);
      }
    },
  };
}

const inTransaction = (...statements: string[]) => ({ statements, isTransactional: true });
const outside = (...statements: string[]) => ({ statements, isTransactional: false });
type Case = ReturnType<typeof inTransaction>;

/** The rules that each migration of the trips database breaks, each on its own. All are linted at once: squawk starts a process. */
async function brokenRules(
  cases: Readonly<Record<string, Case>>,
  use: LintRules = rules,
): Promise<Record<string, string[]>> {
  const migrations = Object.entries(cases).map(([name, { statements, isTransactional }]) =>
    migration(name, statements, isTransactional),
  );
  const faults = await lintMigrations({ trips: migrations }, use);
  const broken: Record<string, string[]> = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (const fault of faults) {
    const [, name = '', rule = ''] = /^trips\/(.*?): ([\w-]+)\n/.exec(fault) ?? [];
    if (!broken[name]?.includes(rule)) broken[name]?.push(rule);
  }
  return broken;
}

const refused: Record<string, Case> = {
  'require-concurrent-index-creation': inTransaction('create index "a" on "trips" ("note")'),
  'require-concurrent-index-deletion': inTransaction('drop index "a"'),
  'require-concurrent-reindex': inTransaction('reindex table "trips"'),
  'require-concurrent-partition-detach': inTransaction('alter table "trips" detach partition "old"'),
  'constraint-missing-not-valid': inTransaction(
    'alter table "trips" add constraint "a" check (price > 0) not valid',
    'alter table "trips" validate constraint "a"',
  ),
  'adding-foreign-key-constraint': inTransaction(
    'alter table "trips" add "type_id" varchar(50) null references "types" ("id")',
  ),
  'disallowed-unique-constraint': inTransaction('alter table "trips" add "code" text null unique'),
  'adding-field-with-default': inTransaction('alter table "trips" add "code" uuid not null default gen_random_uuid()'),
  'adding-serial-primary-key-field': inTransaction('alter table "trips" add primary key ("code")'),
  'adding-not-nullable-field': inTransaction('alter table "trips" alter "note" set not null'),
  'changing-column-type': inTransaction('alter table "trips" alter "note" type text'),
  'adding-required-field': inTransaction('alter table "trips" add "note" text not null'),
  'renaming-column': inTransaction('alter table "trips" rename "note" to "notes"'),
  'renaming-table': inTransaction('alter table "trips" rename to "journeys"'),
  'ban-drop-column': inTransaction('alter table "trips" drop "note"'),
  'ban-drop-table': inTransaction('drop table "messaging"."dead_letters"'),
  'ban-drop-not-null': inTransaction('alter table "trips" alter "price" drop not null'),
  'ban-drop-database': inTransaction('drop database "trip"'),
  'ban-truncate-cascade': inTransaction('truncate "messaging"."dead_letters" cascade'),
  'transaction-nesting': inTransaction('begin', 'select 1', 'commit'),
  'syntax-error': inTransaction('alter trips add nothing'),
  'locks-table': inTransaction('lock table "trips" in share mode'),
  'rewrites-table': inTransaction('alter table "trips" add "turn" bigserial'),
  'scans-table': inTransaction('alter table "trips" add "note" text null check (note > $$a$$)'),
  'changes-rows': inTransaction('update "trips" set "note" = null'),
  'changes-lock-timeout': inTransaction('set local lock_timeout = 0'),
  'ignores-a-rule': inTransaction('-- squawk-ignore ban-drop-column\nalter table "trips" drop "note"'),
  'concurrently-in-transaction': inTransaction('create index concurrently "a" on "trips" ("note")'),
  'not-repeatable': outside('set lock_timeout = 0', 'create index concurrently "a" on "trips" ("note")'),
  'unlisted-table': inTransaction('create table "vouchers" ("id" varchar(50) primary key)'),
};

const accepted: Record<string, Case> = {
  'a nullable column': inTransaction('alter table "trips" add "note" text null'),
  'a column with a constant default': inTransaction(`alter table "trips" add "note" text not null default 'none'`),
  'a constraint that is validated later': inTransaction(
    'alter table "trips" add constraint "a" check (price > 0) not valid',
  ),
  'the later validation': inTransaction('alter table "trips" validate constraint "a"'),
  'an index outside a transaction': outside(
    'set lock_timeout = 0',
    'set statement_timeout = 0',
    'drop index concurrently if exists "a"',
    'create unique index concurrently "a" on "trips" ("note")',
  ),
  'a unique constraint of that index': inTransaction('alter table "trips" add constraint "a" unique using index "a"'),
  'a table with an index and rows': inTransaction(
    'create table "waitlist_entries" ("id" varchar(50) primary key, "trip_id" varchar(50) not null)',
    'create index "a" on "waitlist_entries" ("trip_id")',
    `alter table "waitlist_entries" add constraint "c" check (id > '')`,
    `insert into "waitlist_entries" select 'w_1', 't_1'`,
  ),
  'an index of a quiet table': inTransaction('create index "a" on "messaging"."dead_letters" ("id")'),
};

describe('the lint of migrations', () => {
  test('refuses a migration that breaks a rule, and names the rule', async () => {
    const broken = await brokenRules(refused);
    for (const [rule, found] of Object.entries(broken))
      expect([rule, found]).toEqual([rule, expect.arrayContaining([rule])]);
  });

  test('has a case for each rule', () => {
    // Squawk finds it only in a file without an end of the transaction, which it calls nested.
    const named = [...Object.keys(refused), 'ban-uncommitted-transaction'];
    expect(named.toSorted()).toEqual([...Object.keys(squawkRules), ...Object.keys(ownRules)].toSorted());
  });

  test('accepts what locks no hot table for long, and what the previous release runs on', async () => {
    expect(await brokenRules(accepted)).toEqual(Object.fromEntries(Object.keys(accepted).map((name) => [name, []])));
  });

  test('accepts a rule that is listed for a migration, and refuses one that is listed in vain', async () => {
    const allowed = {
      'trips/drop': { rules: ['ban-drop-column'], reason: 'no code uses it' },
      'trips/add': { rules: ['ban-drop-column'], reason: 'no code uses it' },
    };
    const migrations: Migrations = {
      trips: [
        migration('drop', ['alter table "trips" drop "note"'], true),
        migration('add', ['alter table "trips" add "note" text null'], true),
      ],
    };
    expect(await lintMigrations(migrations, { ...rules, allowed })).toEqual([
      'trips/add: allowed.ts allows ban-drop-column, which it does not break',
    ]);
  });

  test('says what to do instead', async () => {
    const name = 'index';
    const faults = await lintMigrations(
      { trips: [migration(name, ['create index "a"\n on "trips" ("note")'], true)] },
      rules,
    );
    expect(faults).toEqual([
      `trips/index: require-concurrent-index-creation
  create index "a" on "trips" ("note")
  During normal index creation, table updates are blocked, but reads are still allowed.
  Instead: build it with \`create index concurrently\` in a migration outside a transaction.`,
    ]);
  });

  test('accepts the migrations of this release', async () => {
    const migrations: Migrations = {};
    for (const name of databaseNames) migrations[name] = (await schemaOf(name)).migrations;
    expect(await lintMigrations(migrations, { ...rules, allowed: allowedMigrations })).toEqual([]);
  });
});

/**
 * What a rule protects: `traffic`, which a lock of a hot table stops; `previous`, the code of the previous release, which runs on the new
 * schema; or `always`.
 */
export type Protection = 'traffic' | 'previous' | 'always';

export interface Rule {
  protects: readonly Protection[];
  /** What to do instead. */
  instead: string;
}

const concurrently = 'build it with `create index concurrently` in a migration outside a transaction';
const notValid =
  'add the constraint `not valid`, and `validate constraint` in a later migration, which locks the table for no reader or writer';
const nullable = 'add a column that is nullable or has a constant default, and let code fill it in batches';
const contract =
  'drop it one release after the last code that reads or writes it, and list the migration in allowed.ts';

/** The rules of squawk that matter here. The others are about style, or about locks for which the runner of migrations waits only seconds. */
export const squawkRules: Readonly<Record<string, Rule>> = {
  'require-concurrent-index-creation': { protects: ['traffic'], instead: concurrently },
  'require-concurrent-index-deletion': {
    protects: ['traffic'],
    instead: 'use `drop index concurrently` in a migration outside a transaction',
  },
  'require-concurrent-reindex': { protects: ['traffic'], instead: 'use `reindex concurrently`, by hand' },
  'require-concurrent-partition-detach': { protects: ['traffic'], instead: 'use `detach partition concurrently`' },
  'constraint-missing-not-valid': { protects: ['traffic'], instead: notValid },
  'adding-foreign-key-constraint': { protects: ['traffic'], instead: notValid },
  'disallowed-unique-constraint': {
    protects: ['traffic'],
    instead: `${concurrently}, and add the constraint \`using index\``,
  },
  'adding-field-with-default': { protects: ['traffic'], instead: nullable },
  'adding-serial-primary-key-field': {
    protects: ['traffic'],
    instead: `${concurrently}, and add the key \`using index\``,
  },
  'adding-not-nullable-field': {
    protects: ['traffic', 'previous'],
    instead: 'add a `check (... is not null) not valid` and validate it in a later migration',
  },
  'changing-column-type': {
    protects: ['traffic', 'previous'],
    instead: 'add a column of the new type, and let code fill it',
  },
  'adding-required-field': { protects: ['traffic', 'previous'], instead: nullable },
  'renaming-column': { protects: ['previous'], instead: 'add a column, and drop the old one in a later release' },
  'renaming-table': { protects: ['previous'], instead: 'add a table, and drop the old one in a later release' },
  'ban-drop-column': { protects: ['previous'], instead: contract },
  'ban-drop-table': { protects: ['previous'], instead: contract },
  'ban-drop-not-null': { protects: ['previous'], instead: 'let the previous release read null first' },
  'ban-drop-database': { protects: ['always'], instead: 'do not' },
  'ban-truncate-cascade': { protects: ['always'], instead: 'do not' },
  'transaction-nesting': { protects: ['always'], instead: 'leave the transaction to the runner of migrations' },
  'ban-uncommitted-transaction': { protects: ['always'], instead: 'leave the transaction to the runner of migrations' },
  'syntax-error': { protects: ['always'], instead: 'correct it' },
};

/** What squawk does not know. */
export const ownRules = {
  'locks-table': { protects: ['traffic'], instead: 'use statements that take the weaker locks that they need' },
  'rewrites-table': { protects: ['traffic'], instead: nullable },
  'scans-table': { protects: ['traffic'], instead: notValid },
  'changes-rows': {
    protects: ['traffic'],
    instead: 'let code change the rows in batches, each in a transaction of its own',
  },
  'changes-lock-timeout': {
    protects: ['always'],
    instead: 'leave it to the runner of migrations, which gives up after seconds and tries again',
  },
  'ignores-a-rule': { protects: ['always'], instead: 'list the migration in allowed.ts, with the reason' },
  'concurrently-in-transaction': { protects: ['always'], instead: 'return false from `isTransactional()`' },
  'not-repeatable': {
    protects: ['always'],
    instead:
      'outside a transaction, only `set lock_timeout = 0`, `set statement_timeout = 0`, and for each index `drop index concurrently if exists` before `create index concurrently`: an attempt that was interrupted leaves an invalid index',
  },
  'unlisted-table': {
    protects: ['always'],
    instead: 'add the table to tables.ts, as a hot or a quiet one, with the reason',
  },
} as const satisfies Record<string, Rule>;

export type OwnRule = keyof typeof ownRules;

/** Returns a rule of either kind; undefined for one of squawk that does not matter here. */
export const ruleOf = (name: string): Rule | undefined => squawkRules[name] ?? (ownRules as Record<string, Rule>)[name];

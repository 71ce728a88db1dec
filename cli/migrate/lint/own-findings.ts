import type { OwnRule } from './rules.ts';
import type { MigrationSql } from './sql-of-migration.ts';
import type { Finding } from './squawk.ts';

const patterns: readonly { rule: OwnRule; pattern: RegExp; message: string }[] = [
  { rule: 'locks-table', pattern: /^lock\b/i, message: 'Locks a table until the migration ends.' },
  {
    rule: 'rewrites-table',
    pattern:
      /^(truncate|cluster|vacuum full)\b|\bset ((un)?logged|tablespace)\b|^alter table .*\badd .*\b(small|big)?serial\b/is,
    message: 'Rewrites the table under an ACCESS EXCLUSIVE lock.',
  },
  {
    rule: 'scans-table',
    pattern: /^alter table .*\badd (column )?(?!constraint\b)"?\w+"? [^,]*\bcheck ?\(/is,
    message: 'A column with a check scans the table under an ACCESS EXCLUSIVE lock.',
  },
  {
    rule: 'changes-rows',
    pattern: /^(update|delete)\b|^insert\b.*\bselect\b|^with\b.*\b(update|delete|insert)\b/is,
    message: 'Locks the rows that it changes until the migration ends.',
  },
  { rule: 'ignores-a-rule', pattern: /squawk-ignore/i, message: 'Hides a statement from squawk.' },
];

const repeatable = /^(set (lock|statement)_timeout = 0|(drop|create( unique)?) index concurrently\b.*)$/is;
const indexName = /index concurrently (?:if (?:not )?exists )?(?:\w+\.)?"?(\w+)"?/i;

/** What the statements of a migration break, beside what squawk finds. */
export function ownFindings({ isTransactional, statements }: MigrationSql): Finding[] {
  const found: Finding[] = [];
  const dropped = new Set<string>();
  for (const [at, statement] of statements.entries()) {
    const add = (rule: OwnRule, message: string) => found.push({ rule, statement: at, message });
    for (const { rule, pattern, message } of patterns) if (pattern.test(statement)) add(rule, message);
    if (isTransactional) {
      if (/\block_timeout\b/i.test(statement)) add('changes-lock-timeout', 'Waits for its locks for another time.');
      if (/\bconcurrently\b/i.test(statement)) {
        add('concurrently-in-transaction', 'PostgreSQL refuses it in a transaction.');
      }
      continue;
    }
    const index = indexName.exec(statement)?.[1] ?? '';
    if (/^drop index concurrently if exists\b/i.test(statement)) dropped.add(index);
    const isRepeatable = repeatable.test(statement) && (!index || dropped.has(index));
    if (!isRepeatable) add('not-repeatable', 'Fails when the migration is run again after an interruption.');
  }
  if (!isTransactional && !statements.some((sql) => /^set lock_timeout = 0$/i.test(sql))) {
    found.push({
      rule: 'not-repeatable',
      statement: 0,
      message: 'Gives up when a transaction takes longer than the lock timeout, and leaves an invalid index.',
    });
  }
  return found;
}

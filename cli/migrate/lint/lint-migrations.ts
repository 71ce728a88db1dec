import type { MigrationObject } from '@mikro-orm/core';
import type { DatabaseName } from '../../databases.ts';
import type { Allowances } from './allowed.ts';
import { ownFindings } from './own-findings.ts';
import { ruleOf } from './rules.ts';
import { type MigrationSql, sqlOfMigration } from './sql-of-migration.ts';
import { type Finding, squawk } from './squawk.ts';
import { createdTableOf, tableOf } from './table-of.ts';
import type { TablesByDatabase } from './tables.ts';

/** The migrations of each database, oldest first. */
export type Migrations = Partial<Record<DatabaseName, readonly MigrationObject[]>>;

export interface LintRules {
  hot: TablesByDatabase;
  quiet: TablesByDatabase;
  allowed: Allowances;
}

/** Returns what is wrong with migrations, in lines for their authors. */
export async function lintMigrations(migrations: Migrations, rules: LintRules): Promise<string[]> {
  const sqlOf = new Map<string, MigrationSql & { database: DatabaseName }>();
  for (const [database, list = []] of Object.entries(migrations) as [DatabaseName, readonly MigrationObject[]][]) {
    for (const migration of list) {
      sqlOf.set(`${database}/${migration.name}`, { ...(await sqlOfMigration(migration)), database });
    }
  }
  const bySquawk = await squawk(sqlOf);
  const faults: string[] = [];
  const used = new Set<string>();
  for (const [name, sql] of sqlOf) {
    const found = [...(bySquawk.get(name) ?? []), ...ownFindings(sql), ...unlistedTables(sql, rules)];
    for (const finding of found.toSorted((one, other) => one.statement - other.statement)) {
      if (!matters(finding, sql, rules.quiet[sql.database])) continue;
      const isAllowed = rules.allowed[name]?.rules.includes(finding.rule) ?? false;
      if (isAllowed) used.add(`${name} ${finding.rule}`);
      else faults.push(faultOf(name, sql, finding));
    }
  }
  const unused = Object.entries(rules.allowed).flatMap(([name, { rules }]) =>
    rules
      .filter((rule) => !used.has(`${name} ${rule}`))
      .map((rule) => `${name}: allowed.ts allows ${rule}, which it does not break`),
  );
  return [...faults, ...unused];
}

/** A rule that protects traffic matters on hot tables, and one that protects the previous release on tables which that release knows. */
function matters(
  { rule, statement }: Finding,
  sql: MigrationSql,
  quiet: Readonly<Record<string, string>> = {},
): boolean {
  const { protects = [] } = ruleOf(rule) ?? {};
  if (protects.includes('always')) return true;
  const table = tableOf(sql.statements[statement] ?? '');
  if (table === undefined) return true;
  const isNew = sql.statements.slice(0, statement).some((each) => createdTableOf(each) === table);
  return !isNew && (protects.includes('previous') || !(table in quiet));
}

function unlistedTables(
  { statements, database }: MigrationSql & { database: DatabaseName },
  { hot, quiet }: LintRules,
): Finding[] {
  return statements.flatMap((sql, statement) => {
    const table = createdTableOf(sql);
    if (table === undefined || table in (hot[database] ?? {}) || table in (quiet[database] ?? {})) return [];
    return [{ rule: 'unlisted-table', statement, message: `Nothing says whether ${table} is used all the time.` }];
  });
}

/** Characters of a statement that are shown. */
const shown = 100;

function faultOf(name: string, { statements }: MigrationSql, { rule, statement, message }: Finding): string {
  const text = (statements[statement] ?? '').replace(/\s+/g, ' ');
  const start = text.length > shown ? `${text.slice(0, shown)}…` : text;
  return `${name}: ${rule}\n  ${start}\n  ${message}\n  Instead: ${ruleOf(rule)?.instead}.`;
}

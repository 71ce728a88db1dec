import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { squawkRules } from './rules.ts';
import type { MigrationSql } from './sql-of-migration.ts';

/** The oldest PostgreSQL that the platform supports. */
const postgresVersion = '15';

/** Milliseconds. */
const patience = 60_000;

/** A rule that a statement breaks. */
export interface Finding {
  rule: string;
  /** The place of the statement in its migration, from 0. */
  statement: number;
  message: string;
}

interface SquawkFinding {
  file: string;
  /** From 0. */
  line: number;
  message: string;
  rule_name: string;
}

/** Runs squawk on migrations, and returns the findings of each by the rules that matter here. */
export async function squawk(migrations: ReadonlyMap<string, MigrationSql>): Promise<Map<string, Finding[]>> {
  const program = createRequire(import.meta.url).resolve('squawk-cli/js/bin/squawk');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-squawk-'));
  try {
    const found = new Map<string, Finding[]>();
    for (const isTransactional of [true, false]) {
      const files = new Map<string, { name: string; firstLines: number[] }>();
      for (const [name, sql] of migrations) {
        if (sql.isTransactional !== isTransactional) continue;
        const file = path.join(folder, `${files.size}-${isTransactional}.sql`);
        files.set(file, { name, firstLines: firstLinesOf(sql.statements) });
        found.set(name, []);
        await writeFile(file, sql.statements.map((statement) => `${statement};\n`).join(''));
      }
      if (files.size === 0) continue;
      const options = ['--reporter', 'json', '--pg-version', postgresVersion, '--config', await emptyFile(folder)];
      const inTransaction = isTransactional ? ['--assume-in-transaction'] : [];
      for (const finding of await run(program, [...options, ...inTransaction, ...files.keys()])) {
        const file = files.get(finding.file);
        if (!file || !(finding.rule_name in squawkRules)) continue;
        const statement = file.firstLines.findLastIndex((first) => first <= finding.line);
        found.get(file.name)?.push({ rule: finding.rule_name, statement, message: finding.message });
      }
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function firstLinesOf(statements: readonly string[]): number[] {
  let line = 0;
  return statements.map((statement) => {
    const first = line;
    line += statement.split('\n').length;
    return first;
  });
}

/** Without a configuration of its own, squawk reads one that it finds in a folder above. */
async function emptyFile(folder: string): Promise<string> {
  const file = path.join(folder, 'squawk.toml');
  await writeFile(file, '');
  return file;
}

/** It exits with 1 when it finds something. */
async function run(program: string, args: readonly string[]): Promise<SquawkFinding[]> {
  const options = { timeout: patience, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], options).catch((error) => {
    if (error.code === 1 && error.stdout) return error as { stdout: string };
    throw new Error(`squawk did not run: ${error.stderr || error.message}`);
  });
  return JSON.parse(stdout);
}

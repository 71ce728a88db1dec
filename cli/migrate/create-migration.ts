import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSchema, type MikroORM } from '@mikro-orm/postgresql';
import { projectRoot } from '#platform/settings.ts';
import type { DatabaseName } from '../databases.ts';

/**
 * Writes a migration that brings the migrated database to the schema of the entities, and back, and adds it to the index
 * of the service. Its file sorts after those of the index, even when the clock is behind their author's. Returns the instructions for
 * its author.
 */
export async function createMigration(
  orm: MikroORM,
  service: DatabaseName,
  name: string,
  now: Date,
  root: string = projectRoot,
): Promise<string> {
  const { up, down } = await changesOf(orm);
  const className = name.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
  const folder = path.join(root, 'migrations', service);
  const indexFile = path.join(folder, 'index.ts');
  const index = await readFile(indexFile, 'utf8');
  const file = `${nextStamp(index, now)}-${name}`;
  await writeFile(path.join(folder, `${file}.ts`), migrationText(className, statementsOf(up), statementsOf(down)));
  await writeFile(indexFile, withMigration(index, file, className));
  const todo = up.trim() ? 'review it' : 'the entities have not changed, so write its statements';
  return `wrote migrations/${service}/${file}.ts: ${todo}, then run npm run format`;
}

/** The statements from the database to the entities, and back. Both leave functions alone, which only migrations describe. */
async function changesOf(orm: MikroORM): Promise<{ up: string; down: string }> {
  const { driver } = orm;
  const fromSchema = await DatabaseSchema.create(driver.getConnection(), driver.getPlatform(), orm.config);
  return orm.schema.getUpdateSchemaMigrationSQL({ wrap: false, fromSchema });
}

/** The time as fourteen digits, or the successor of the newest stamp in the index. */
function nextStamp(index: string, now: Date): number {
  const stamps = Array.from(index.matchAll(/'(\d{14})-/g), ([, stamp]) => Number(stamp) + 1);
  return Math.max(Number(now.toISOString().replace(/\D/g, '').slice(0, 14)), ...stamps);
}

const statementsOf = (sql: string): string[] =>
  sql
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter(Boolean);

function migrationText(className: string, up: string[], down: string[]): string {
  const body = (statements: string[]) =>
    statements.map((statement) => `    this.addSql(${JSON.stringify(statement)});`).join('\n');
  return `import { Migration } from '@mikro-orm/migrations';

export class ${className} extends Migration {
  override up(): void {
${body(up)}
  }

  override down(): void {
${body(down)}
  }
}
`;
}

function withMigration(index: string, file: string, className: string): string {
  const entry = `{ name: '${file}', class: ${className} }`;
  const imported = `import { ${className} } from './${file}.ts';\n${index}`;
  return imported.replace(/([[,]?)\s*\];\s*$/, (_end, before) => `${before === '[' ? '[' : ','}${entry}];\n`);
}

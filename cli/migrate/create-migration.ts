import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { projectRoot } from '#platform/settings.ts';
import type { SubgraphName } from '#platform/subgraph/settings.ts';

/**
 * Writes a migration with the statements that bring the migrated database to what the entities say, and those that take
 * them back, and adds it to the service's history. Returns what to do next. To be read before it is committed.
 */
export async function createMigration(
  orm: MikroORM,
  service: SubgraphName,
  name: string,
  now: Date,
  root: string = projectRoot,
): Promise<string> {
  if (!/^[a-z][a-z0-9-]{1,60}$/.test(name)) throw new Error('--name takes small letters, digits and dashes');
  const { up, down } = await orm.schema.getUpdateSchemaMigrationSQL({ wrap: false });
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const className = name.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
  const folder = path.join(root, 'migrations', service);
  const file = `${stamp}-${name}`;
  await writeFile(path.join(folder, `${file}.ts`), migrationText(className, statements(up), statements(down)));
  const index = path.join(folder, 'index.ts');
  await writeFile(index, withMigration(await readFile(index, 'utf8'), file, className));
  return `wrote migrations/${service}/${file}.ts: read it, then npm run format`;
}

const statements = (sql: string): string[] =>
  sql
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter(Boolean);

function migrationText(className: string, up: string[], down: string[]): string {
  const body = (sql: string[]) => sql.map((each) => `    this.addSql(${JSON.stringify(each)});`).join('\n');
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
  const imported = `import { ${className} } from './${file}.ts';\n${index}`;
  return imported.replace(
    /\n?\];\s*$/,
    (end) => `${end.startsWith('\n') ? '\n' : ', '}{ name: '${file}', class: ${className} }];\n`,
  );
}

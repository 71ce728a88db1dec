import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { projectRoot } from '#platform/settings.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';

/**
 * Writes a migration that brings the migrated database to the schema of the entities, and back, and adds it to the index
 * of the service. Returns the instructions for its author, who must review it.
 *
 * @throws Error when the name cannot be a file's name.
 */
export async function createMigration(
  orm: MikroORM,
  service: SubgraphName,
  name: string,
  now: Date,
  root: string = projectRoot,
): Promise<string> {
  if (!/^[a-z][a-z0-9-]{1,60}$/.test(name))
    throw new Error(
      '--name must start with a lower-case letter and contain only lower-case letters, digits and dashes',
    );
  const { up, down } = await orm.schema.getUpdateSchemaMigrationSQL({ wrap: false });
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const className = name.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
  const folder = path.join(root, 'migrations', service);
  const file = `${stamp}-${name}`;
  await writeFile(path.join(folder, `${file}.ts`), migrationText(className, statementsOf(up), statementsOf(down)));
  const index = path.join(folder, 'index.ts');
  await writeFile(index, withMigration(await readFile(index, 'utf8'), file, className));
  return `wrote migrations/${service}/${file}.ts: review it, then run npm run format`;
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

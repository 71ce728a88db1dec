import { Command, InvalidArgumentError, Option } from 'commander';
import { migrateDown, migrateUp, migrationStatus } from '#platform/database/migrate.ts';
import { createLog } from '#platform/log.ts';
import { processEnvironment } from '#platform/settings.ts';
import { type DatabaseName, databaseNames, databasesIn, schemaOf } from '../databases.ts';
import { onEachDatabase } from '../on-each-database.ts';
import { createMigration } from './create-migration.ts';
import { writeSnapshot } from './write-snapshot.ts';

const log = createLog({ name: 'migrate', level: 'warn', pretty: process.stdout.isTTY });

const onEach = (names: readonly DatabaseName[], work: Parameters<typeof onEachDatabase<DatabaseName>>[2]) =>
  onEachDatabase(names, log, work);

const serviceOption = () => new Option('--service <name>', 'one subgraph, or the registry').choices([...databaseNames]);
const print = (name: string, state: string, migrations: readonly string[]) =>
  console.log(`${name.padEnd(14)}${state}: ${migrations.length > 0 ? migrations.join(', ') : 'none'}`);

/** Part of a file's name and, in camel case, of a class's. */
function migrationName(text: string): string {
  if (/^[a-z][a-z0-9-]{0,59}$/.test(text)) return text;
  throw new InvalidArgumentError(
    'must start with a lower-case letter, followed by at most 59 lower-case letters, digits or dashes',
  );
}

interface Service {
  service: DatabaseName;
}

/** `masar migrate up | down | status | create | snapshot | lint`. */
export function migrateCommand(): Command {
  const command = new Command('migrate').description('manage the migrations of the databases');
  command
    .command('up', { isDefault: true })
    .description('apply the pending migrations of all databases, or of one')
    .addOption(serviceOption())
    .action(({ service }: Partial<Service>) =>
      onEach(service ? [service] : databasesIn(processEnvironment()), async (name, orm, url) => {
        print(name, 'applied', await migrateUp(orm, url));
      }),
    );
  command
    .command('down')
    .description('revert the newest migration of a database')
    .addOption(serviceOption().makeOptionMandatory())
    .action(({ service }: Service) =>
      onEach([service], async (name, orm, url) => {
        print(name, 'reverted', await migrateDown(orm, url));
      }),
    );
  command
    .command('status')
    .description('list the applied and the pending migrations')
    .addOption(serviceOption())
    .action(({ service }: Partial<Service>) =>
      onEach(service ? [service] : databasesIn(processEnvironment()), async (name, orm) => {
        const { executed, pending } = await migrationStatus(orm);
        print(name, 'applied', executed);
        print(name, 'pending', pending);
      }),
    );
  command
    .command('create')
    .description('write a migration that brings the migrated database to the schema of the entities')
    .addOption(serviceOption().makeOptionMandatory())
    .requiredOption('--name <name>', 'the change that it makes, for example add-trip-note', migrationName)
    .action(({ service, name }: Service & { name: string }) =>
      onEach([service], async (_service, orm, url) => {
        await migrateUp(orm, url);
        console.log(await createMigration(orm, service, name, new Date()));
      }),
    );
  command
    .command('snapshot')
    .description('write the schema and the rows that the migrations make to migrations/NAME/snapshots')
    .addOption(serviceOption())
    .action(({ service }: Partial<Service>) =>
      onEach(service ? [service] : databasesIn(processEnvironment()), async (name, _orm, url) => {
        console.log(`wrote ${await writeSnapshot(name, await schemaOf(name), url, log)}`);
      }),
    );
  command
    .command('lint')
    .description('refuse migrations that lock a hot table, or that break the previous release')
    .action(async () => {
      const { runMigrationLint } = await import('./lint/run.ts');
      process.exitCode = await runMigrationLint();
    });
  return command;
}

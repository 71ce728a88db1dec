import { Command, Option } from 'commander';
import { migrateDown, migrateUp, migrationStatus } from '#platform/database/migrate.ts';
import { createLog } from '#platform/log.ts';
import { type SubgraphName, subgraphNames } from '#platform/subgraph/settings.ts';
import { onEachDatabase } from '../on-each-database.ts';
import { createMigration } from './create-migration.ts';

const log = createLog({ name: 'migrate', level: 'warn', pretty: process.stdout.isTTY });

const onEach = (names: readonly SubgraphName[], work: Parameters<typeof onEachDatabase>[2]) =>
  onEachDatabase(names, log, work);

const serviceOption = () => new Option('--service <name>', 'one subgraph').choices([...subgraphNames]);
const tell = (name: string, what: string, migrations: readonly string[]) =>
  console.log(`${name.padEnd(14)}${what}: ${migrations.length > 0 ? migrations.join(', ') : 'none'}`);

interface Service {
  service: SubgraphName;
}

/** `masar migrate up | down | status | create`. */
export function migrateCommand(): Command {
  const command = new Command('migrate').description("the databases' migrations");
  command
    .command('up', { isDefault: true })
    .description('apply what is pending, on all databases or one')
    .addOption(serviceOption())
    .action(({ service }: Partial<Service>) =>
      onEach(service ? [service] : subgraphNames, async (name, orm, url) => {
        tell(name, 'applied', await migrateUp(orm, url));
      }),
    );
  command
    .command('down')
    .description('take the newest migration of a database back')
    .addOption(serviceOption().makeOptionMandatory())
    .action(({ service }: Service) =>
      onEach([service], async (name, orm, url) => {
        tell(name, 'taken back', await migrateDown(orm, url));
      }),
    );
  command
    .command('status')
    .description('what is applied and what is pending')
    .addOption(serviceOption())
    .action(({ service }: Partial<Service>) =>
      onEach(service ? [service] : subgraphNames, async (name, orm) => {
        const { executed, pending } = await migrationStatus(orm);
        tell(name, 'applied', executed);
        tell(name, 'pending', pending);
      }),
    );
  command
    .command('create')
    .description("write a migration from what the entities say and the migrated database doesn't")
    .addOption(serviceOption().makeOptionMandatory())
    .requiredOption('--name <name>', 'what it does, as in add-trip-note')
    .action(({ service, name }: Service & { name: string }) =>
      onEach([service], async (_service, orm, url) => {
        await migrateUp(orm, url);
        console.log(await createMigration(orm, service, name, new Date()));
      }),
    );
  return command;
}

import { Command } from 'commander';
import { orExit } from '#platform/run/or-exit.ts';
import { isSubgraphName, subgraphNames } from '../subgraphs/list.ts';
import { adminCommand } from './admin/command.ts';
import { writeSupergraph } from './compose.ts';
import { dbCommand } from './db/command.ts';
import { eventsCommand } from './events/command.ts';
import { keysCommand } from './keys/command.ts';
import { migrateCommand } from './migrate/command.ts';
import { operationsCommand } from './operations/command.ts';
import { schemaCheckCommand } from './schema/check/command.ts';
import { schemaLintCommand } from './schema/lint/command.ts';
import { versionCommands } from './schema/versions/commands.ts';
import { seedCommand } from './seed/command.ts';
import { tourCommand } from './tour/command.ts';

const program = new Command('masar').description('run the Masar Eagle platform and its tools');

program
  .command('start')
  .description('run the platform in one process: PostgreSQL, the subgraphs with demo data, and the gateway')
  .action(async () => {
    const { start } = await import('./start/start.ts');
    await start();
  });

program
  .command('dev')
  .description('run the platform, and restart it when a source file changes')
  .action(async () => {
    const { dev } = await import('./dev/dev.ts');
    await dev();
  });

program
  .command('subgraph')
  .description('run one subgraph in its own process')
  .argument('<name>', subgraphNames.join(', '))
  .action(async (name: string) => {
    if (!isSubgraphName(name)) {
      program.error(`no subgraph is called ${name}: there are ${subgraphNames.join(', ')}`);
    }
    await import(`../subgraphs/${name}/main.ts`);
  });

program
  .command('compose')
  .description("compose the subgraphs' schemas into supergraph.graphql")
  .option('--check', 'only check whether the committed file is in step')
  .action(async ({ check = false }: { check?: boolean }) => {
    process.exitCode = await writeSupergraph({ check });
  });

program.addCommand(tourCommand());
program.addCommand(migrateCommand());
program.addCommand(dbCommand());
program.addCommand(seedCommand());
program.addCommand(eventsCommand());
program.addCommand(keysCommand());
program.addCommand(adminCommand());
program.addCommand(operationsCommand());

const schema = program
  .command('schema')
  .description('check the API schema, and publish its versions')
  // 1 is a verdict on the schema, which an unknown command is not.
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
for (const command of [schemaCheckCommand(), schemaLintCommand(), ...versionCommands()]) schema.addCommand(command);

await orExit(async () => {
  await program.parseAsync();
});

import { Command } from 'commander';
import { orExit } from '#platform/run/or-exit.ts';
import { processEnvironment } from '#platform/settings.ts';
import { isSubgraphName, subgraphNames } from '../subgraphs/list.ts';
import { adminCommand } from './admin/command.ts';
import { writeSupergraph } from './compose.ts';
import { eventsCommand } from './events/command.ts';
import { keysCommand } from './keys/command.ts';
import { migrateCommand } from './migrate/command.ts';
import { schemaCheckCommand } from './schema-check/command.ts';
import { seedCommand } from './seed/command.ts';

const program = new Command('masar').description('Masar Eagle: the platform and its tools');

program
  .command('start')
  .description('the whole platform in one process: PostgreSQL, four subgraphs, demo data, the gateway')
  .action(async () => {
    const { start } = await import('./start/start.ts');
    await start();
  });

program
  .command('dev')
  .description('the whole platform, restarted when a source file changes')
  .action(async () => {
    const { dev } = await import('./dev/dev.ts');
    await dev();
  });

program
  .command('subgraph')
  .description('one subgraph, in a process of its own')
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
  .option('--check', 'only say whether the committed file is in step')
  .action(async ({ check = false }: { check?: boolean }) => {
    process.exitCode = await writeSupergraph({ check });
  });

program
  .command('tour')
  .description('play a booking, watched live, against a running platform')
  .option('--url <url>', "the gateway's GraphQL", 'http://127.0.0.1:4000/graphql')
  .action(async ({ url }: { url: string }) => {
    const { runTour } = await import('./tour/tour.ts');
    const code = processEnvironment().DEMO_OTP || '000000';
    process.exitCode = await runTour({ url, code, say: console.log });
  });

program.addCommand(migrateCommand());
program.addCommand(seedCommand());
program.addCommand(eventsCommand());
program.addCommand(keysCommand());
program.addCommand(adminCommand());
program.command('schema').description("the clients' view of the schema").addCommand(schemaCheckCommand());

await orExit(async () => {
  await program.parseAsync();
});

import cluster from 'node:cluster';
import { Command } from 'commander';
import { createLog } from '#platform/log.ts';
import { stopOnSignals } from '#platform/run/lifecycle.ts';
import { orExit } from '#platform/run/or-exit.ts';
import { processEnvironment } from '#platform/settings.ts';
import { startCluster } from './cluster.ts';
import { createGateway } from './gateway.ts';
import { type GatewayArguments, readGatewaySettings } from './settings.ts';

const program = new Command('gateway')
  .description('run the gateway of the platform, or of any supergraph')
  .option('--supergraph <file>', 'a supergraph file; the gateway then needs no subgraph of the platform')
  .option('--port <number>', 'replaces PORT')
  .action(run);

await orExit(async () => {
  await program.parseAsync();
});

async function run(options: GatewayArguments): Promise<void> {
  const settings = readGatewaySettings(processEnvironment(), options);
  const log = createLog({ name: 'gateway', level: settings.logLevel, pretty: process.stdout.isTTY });
  if (settings.processes > 1 && cluster.isPrimary) {
    stopOnSignals(await startCluster(settings, log), log);
    log.info({ processes: settings.processes }, 'ready');
    return;
  }
  const gateway = await createGateway({ settings, log });
  stopOnSignals(gateway, log);
  log.info({ url: gateway.url }, cluster.isWorker ? 'listening' : 'ready');
}

import cluster from 'node:cluster';
import { parseArgs } from 'node:util';
import { stopOnSignals } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { orExit } from '#platform/or-exit.ts';
import { processEnvironment } from '#platform/settings.ts';
import { createGateway } from './gateway.ts';
import { startProcesses } from './processes.ts';
import { readGatewaySettings } from './settings.ts';

await orExit(async () => {
  const { values } = parseArgs({ options: { supergraph: { type: 'string' }, port: { type: 'string' } } });
  const settings = readGatewaySettings(processEnvironment(), values);
  const log = createLog({ name: 'gateway', level: settings.logLevel, pretty: process.stdout.isTTY });
  if (settings.processes > 1 && cluster.isPrimary) {
    stopOnSignals(await startProcesses(settings, log), log);
    log.info({ processes: settings.processes }, 'ready');
    return;
  }
  const gateway = await createGateway({ settings, log });
  stopOnSignals(gateway, log);
  log.info({ url: gateway.url }, cluster.isWorker ? 'listening' : 'ready');
});

import cluster from 'node:cluster';
import { parseArgs } from 'node:util';
import { createLog } from '#platform/log.ts';
import { stopOnSignals } from '#platform/run/lifecycle.ts';
import { orExit } from '#platform/run/or-exit.ts';
import { processEnvironment } from '#platform/settings.ts';
import { startCluster } from './cluster.ts';
import { createGateway } from './gateway.ts';
import { readGatewaySettings } from './settings.ts';

await orExit(async () => {
  const { values } = parseArgs({ options: { supergraph: { type: 'string' }, port: { type: 'string' } } });
  const settings = readGatewaySettings(processEnvironment(), values);
  const log = createLog({ name: 'gateway', level: settings.logLevel, pretty: process.stdout.isTTY });
  if (settings.processes > 1 && cluster.isPrimary) {
    stopOnSignals(await startCluster(settings, log), log);
    log.info({ processes: settings.processes }, 'ready');
    return;
  }
  const gateway = await createGateway({ settings, log });
  stopOnSignals(gateway, log);
  log.info({ url: gateway.url }, cluster.isWorker ? 'listening' : 'ready');
});

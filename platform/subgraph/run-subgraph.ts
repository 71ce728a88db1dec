import { createLog } from '../log.ts';
import { stopOnSignals } from '../run/lifecycle.ts';
import { orExit } from '../run/or-exit.ts';
import { processEnvironment } from '../settings.ts';
import type { ServiceSettings } from './settings.ts';
import type { SubgraphModule } from './subgraph-module.ts';

/** Runs one subgraph as a process, until a signal stops it. Exits with 1, and says why, when it cannot start. */
export async function runSubgraph<Settings extends ServiceSettings>({
  readSettings,
  create,
}: SubgraphModule<Settings>): Promise<void> {
  await orExit(async () => {
    const settings = readSettings(processEnvironment());
    const log = createLog({ name: settings.name, level: settings.logLevel, pretty: process.stdout.isTTY });
    const subgraph = await create({ settings, log });
    stopOnSignals(subgraph, log);
    log.info({ url: subgraph.url }, 'ready');
  });
}

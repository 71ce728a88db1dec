import { createLog } from '../log.ts';
import { stopOnSignals } from '../run/lifecycle.ts';
import { orExit } from '../run/or-exit.ts';
import { type Environment, processEnvironment } from '../settings.ts';
import type { SubgraphSettings } from './settings.ts';
import type { RunningSubgraph, SubgraphOptions } from './start-subgraph.ts';

/** The process of one subgraph: settings, start, signals. Exits with 1 when it can't start, and says why. */
export async function runSubgraph<Settings extends SubgraphSettings>(
  read: (environment: Environment) => Settings,
  create: (options: SubgraphOptions<Settings>) => Promise<RunningSubgraph>,
): Promise<void> {
  await orExit(async () => {
    const settings = read(processEnvironment());
    const log = createLog({ name: settings.name, level: settings.logLevel, pretty: process.stdout.isTTY });
    const subgraph = await create({ settings, log });
    stopOnSignals(subgraph, log);
    log.info({ url: subgraph.url }, 'ready');
  });
}

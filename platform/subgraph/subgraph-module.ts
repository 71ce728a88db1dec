import type { Environment } from '../settings.ts';
import type { ServiceSettings } from './settings.ts';
import type { RunningSubgraph, SubgraphOptions } from './start-subgraph.ts';

/** A subgraph as the processes that run it see it. */
export interface SubgraphModule<Settings extends ServiceSettings> {
  /** @throws SettingsFault with every fault. */
  readSettings(environment: Environment): Settings;
  create(options: SubgraphOptions<Settings>): Promise<RunningSubgraph>;
}

import type { Environment } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '../settings.ts';

/** @throws SettingsFault with every fault. */
export function readUsersSettings(environment: Environment): SubgraphSettings {
  return readSubgraphSettings('users', environment);
}

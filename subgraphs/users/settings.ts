import type { WorkBounds } from '#platform/run/work-limit.ts';
import { type Environment, setting } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '../settings.ts';
import { defaultHashBounds } from './domain/admins/passwords.ts';

export interface UsersSettings extends SubgraphSettings {
  /** The hashes of passwords that the process computes at once, and those that wait. */
  passwordHashes: WorkBounds;
  /** The days for which entries of the audit log are kept. */
  auditRetentionDays: number;
}

const variables = {
  AUDIT_RETENTION_DAYS: setting.whole(1, 3_650).default(730),
  PASSWORD_HASHES_RUNNING: setting.whole(1, 64).optional(),
  PASSWORD_HASHES_WAITING: setting.whole(0, 10_000).optional(),
  PASSWORD_HASH_WAIT_SECONDS: setting.whole(1, 8).optional(),
};

/** @throws SettingsFault with every fault. */
export function readUsersSettings(environment: Environment): UsersSettings {
  const { extra, ...settings } = readSubgraphSettings('users', environment, variables);
  const defaults = defaultHashBounds();
  const { PASSWORD_HASHES_RUNNING: running = defaults.running, PASSWORD_HASHES_WAITING: waiting = defaults.waiting } =
    extra;
  const { PASSWORD_HASH_WAIT_SECONDS: seconds } = extra;
  const longestWait = seconds === undefined ? defaults.longestWait : seconds * 1_000;
  return {
    ...settings,
    passwordHashes: { running, waiting, longestWait },
    auditRetentionDays: extra.AUDIT_RETENTION_DAYS,
  };
}

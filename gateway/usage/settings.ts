import { setting } from '#platform/settings.ts';
import { registryUrlOf, registryVariables } from '../../registry/settings.ts';

/** How the use of the schema is counted. */
export interface UsageSettings {
  /** The database that counts are stored in; null for a gateway that does not count. */
  registryUrl: string | null;
  /** The time between two reports, in milliseconds. */
  interval: number;
  /** The days for which counts are kept, today included. */
  retentionDays: number;
}

/** The variables of the counted use. */
export const usageVariables = {
  ...registryVariables,
  USAGE_REPORT_SECONDS: setting.whole(1, 3_600).default(20),
  USAGE_RETENTION_DAYS: setting.whole(1, 3_650).default(90),
};

interface UsageValues {
  REGISTRY_DATABASE_URL?: string | undefined;
  DATABASE_URL?: string | undefined;
  USAGE_REPORT_SECONDS: number;
  USAGE_RETENTION_DAYS: number;
}

/** A gateway of another platform's supergraph counts only into a database of its own. */
export function usageSettingsOf(value: UsageValues, foreign: boolean): UsageSettings {
  return {
    registryUrl: foreign ? (value.REGISTRY_DATABASE_URL ?? null) : registryUrlOf(value),
    interval: value.USAGE_REPORT_SECONDS * 1_000,
    retentionDays: value.USAGE_RETENTION_DAYS,
  };
}

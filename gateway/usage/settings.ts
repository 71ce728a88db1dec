import { databasePoolVariables } from '#platform/database/settings.ts';
import { setting } from '#platform/settings.ts';
import type { RegistrySettings } from '../../registry/open-registry.ts';
import { registryUrlsOf, registryVariables } from '../../registry/settings.ts';

/** How the use of the schema is counted. */
export interface UsageSettings {
  /** The database that counts are stored in; null for a gateway that does not count. */
  registry: RegistrySettings | null;
  /** The time between two reports, in milliseconds. */
  interval: number;
  /** The days for which counts are kept, today included. */
  retentionDays: number;
}

/** The variables of the counted use. */
export const usageVariables = {
  ...registryVariables,
  ...databasePoolVariables,
  USAGE_REPORT_SECONDS: setting.whole(1, 3_600).default(20),
  USAGE_RETENTION_DAYS: setting.whole(1, 3_650).default(90),
};

interface UsageValues {
  REGISTRY_DATABASE_URL?: string | undefined;
  REGISTRY_DIRECT_DATABASE_URL?: string | undefined;
  DATABASE_URL?: string | undefined;
  DIRECT_DATABASE_URL?: string | undefined;
  DATABASE_NAMED_STATEMENTS: boolean;
  USAGE_REPORT_SECONDS: number;
  USAGE_RETENTION_DAYS: number;
}

/** A gateway of another platform's supergraph counts only into a database of its own. */
export function usageSettingsOf(value: UsageValues, foreign: boolean): UsageSettings {
  const { DATABASE_URL, DIRECT_DATABASE_URL, ...own } = value;
  const urls = registryUrlsOf(foreign ? own : value);
  return {
    registry: urls && { ...urls, namedStatements: value.DATABASE_NAMED_STATEMENTS },
    interval: value.USAGE_REPORT_SECONDS * 1_000,
    retentionDays: value.USAGE_RETENTION_DAYS,
  };
}

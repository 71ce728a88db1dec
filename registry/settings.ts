import { databaseServerVariables, databaseUrlSetting, directUrlOf, pooledUrlOf } from '#platform/database/settings.ts';

/** The name of the registry's database on the server of DATABASE_URL. */
export const registryDatabase = 'registry';

/** The variable with the URL of the registry's own database, which takes precedence over the server's. */
export const registryVariable = 'REGISTRY_DATABASE_URL';

/** The variable with that URL past PgBouncer. */
export const registryDirectVariable = 'REGISTRY_DIRECT_DATABASE_URL';

/** The variables that name the registry's database. */
export const registryVariables = {
  REGISTRY_DATABASE_URL: databaseUrlSetting(),
  REGISTRY_DIRECT_DATABASE_URL: databaseUrlSetting(),
  ...databaseServerVariables,
};

interface RegistryValues {
  REGISTRY_DATABASE_URL?: string | undefined;
  REGISTRY_DIRECT_DATABASE_URL?: string | undefined;
  DATABASE_URL?: string | undefined;
  DIRECT_DATABASE_URL?: string | undefined;
}

/** The URLs of the registry's database. */
export interface RegistryUrls {
  /** For statements. */
  url: string;
  /** For migrations and locks. */
  directUrl: string;
}

/** Returns the URLs of the registry's database; null when no variable names it. */
export function registryUrlsOf(value: RegistryValues): RegistryUrls | null {
  const values = {
    own: value.REGISTRY_DATABASE_URL,
    ownDirect: value.REGISTRY_DIRECT_DATABASE_URL,
    server: value.DATABASE_URL,
    serverDirect: value.DIRECT_DATABASE_URL,
  };
  const directUrl = directUrlOf(registryDatabase, values);
  const url = pooledUrlOf(registryDatabase, values) ?? directUrl;
  return url === undefined || directUrl === undefined ? null : { url, directUrl };
}

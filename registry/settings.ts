import { onServer } from '#platform/database/server-url.ts';
import { setting } from '#platform/settings.ts';

/** The name of the registry's database on the server of DATABASE_URL. */
export const registryDatabase = 'registry';

/** The variable with the URL of the registry's own database, which takes precedence over the server's. */
export const registryVariable = 'REGISTRY_DATABASE_URL';

/** The variables that name the registry's database. */
export const registryVariables = {
  REGISTRY_DATABASE_URL: setting.url('postgres', 'postgresql').optional(),
  DATABASE_URL: setting.url('postgres', 'postgresql').optional(),
};

/** Returns the URL of the registry's database; null when no variable names it. */
export function registryUrlOf({
  REGISTRY_DATABASE_URL: own,
  DATABASE_URL: server,
}: {
  REGISTRY_DATABASE_URL?: string | undefined;
  DATABASE_URL?: string | undefined;
}): string | null {
  return own ?? (server ? onServer(server, registryDatabase) : null);
}

import { type SettingsRules, setting } from '../settings.ts';
import { onServer } from './server-url.ts';

/** The URL of a database or a server, in a variable. */
export const databaseUrlSetting = () => setting.url('postgres', 'postgresql').optional();

/** The variables of the server with the databases. */
export const databaseServerVariables = {
  DATABASE_URL: databaseUrlSetting(),
  // Past PgBouncer.
  DIRECT_DATABASE_URL: databaseUrlSetting(),
};

/** The variables of how a process uses its pool. */
export const databasePoolVariables = { DATABASE_NAMED_STATEMENTS: setting.flag().default(true) };

/** Without this, a process would use one server for statements and another one for the rest. */
export const directUrlRules: SettingsRules = (set) =>
  set.DIRECT_DATABASE_URL && !set.DATABASE_URL ? ['DIRECT_DATABASE_URL: needs DATABASE_URL'] : [];

/** The values of a database's own variables, and of those of the server. */
export interface DatabaseUrlValues {
  own?: string | undefined;
  ownDirect?: string | undefined;
  server?: string | undefined;
  serverDirect?: string | undefined;
}

/** Returns the URL of a database for statements: its own, or else of the server's database of this name. */
export function pooledUrlOf(database: string, { own, server }: DatabaseUrlValues): string | undefined {
  return own ?? (server && onServer(server, database));
}

/**
 * Returns the URL of a database for what needs a session: LISTEN, locks, migrations and commands. A database with a URL of its own is not on
 * the server, so the server's direct URL does not count for it.
 */
export function directUrlOf(database: string, values: DatabaseUrlValues): string | undefined {
  const { own, ownDirect, serverDirect } = values;
  return ownDirect ?? own ?? (serverDirect && onServer(serverDirect, database)) ?? pooledUrlOf(database, values);
}

import pg from 'pg';
import { hasDatabase } from '#platform/database/database-exists.ts';
import { databaseOf, onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import { serverVersion } from './database-facts.ts';

/** The database that is to be restored, as it is now. */
export interface RestoreTarget {
  exists: boolean;
  /** Whether it has a table. */
  hasTables: boolean;
  /** The major version of its server. */
  major: number;
  /** The roles that the server lacks of those wanted. */
  missingRoles: string[];
}

/** Reads the state of the database of the URL, whether or not it exists. */
export async function readTarget(url: string, roles: readonly string[]): Promise<RestoreTarget> {
  const name = databaseOf(url);
  const target = await withClient(onServer(url, 'postgres'), async (client) => {
    const { rows: missing } = await client.query<{ role: string }>(
      'select role from unnest($1::text[]) as role where not exists (select from pg_roles where rolname = role)',
      [roles],
    );
    const { major } = await serverVersion(client);
    return { exists: await hasDatabase(client, name), major, missingRoles: missing.map(({ role }) => role) };
  });
  return { ...target, hasTables: target.exists && (await withClient(url, hasTables)) };
}

async function hasTables(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    `select from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where relkind in ('r', 'p', 'v', 'm', 'S') and nspname !~ '^pg_' and nspname <> 'information_schema' limit 1`,
  );
  return rows.length > 0;
}

/** Creates a database beside that of the URL, with its encoding, locale, settings and owner if that exists. Returns its URL. */
export async function createBeside(url: string, name: string, target: RestoreTarget): Promise<string> {
  await withClient(onServer(url, 'postgres'), async (client) => {
    const options = target.exists ? await optionsOf(client, databaseOf(url), target.major) : `encoding 'UTF8'`;
    await client.query(`create database ${pg.escapeIdentifier(name)} template template0 ${options}`);
    if (target.exists) await copySettings(client, databaseOf(url), name);
  });
  return onServer(url, name);
}

async function optionsOf(client: pg.Client, database: string, major: number): Promise<string> {
  const locale = major >= 17 ? 'datlocale' : 'daticulocale';
  const { rows } = await client.query<{ options: string }>(
    `select concat_ws(' ', format('owner %I encoding %L lc_collate %L lc_ctype %L', pg_get_userbyid(datdba),
         pg_encoding_to_char(encoding), datcollate, datctype),
       case datlocprovider when 'i' then format('locale_provider icu icu_locale %L', ${locale})
         when 'b' then format('locale_provider builtin builtin_locale %L', ${locale}) end) as options
     from pg_database where datname = $1`,
    [database],
  );
  return rows[0]?.options ?? '';
}

/** The settings that are lists of names, whose values the server keeps quoted. */
const quotedLists = ['search_path', 'local_preload_libraries', 'session_preload_libraries', 'temp_tablespaces'];

/** What ALTER DATABASE has set, which no dump contains. */
async function copySettings(client: pg.Client, from: string, to: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('alter %s set %I to %s',
         case when setrole = 0 then format('database %I', $2::text)
           else format('role %I in database %I', pg_get_userbyid(setrole), $2::text) end,
         name, case when name = any ($3) then value else quote_literal(value) end) as statement
     from pg_db_role_setting join pg_database on pg_database.oid = setdatabase, unnest(setconfig) as setting,
       lateral (select split_part(setting, '=', 1) as name, substr(setting, strpos(setting, '=') + 1) as value) parts
     where datname = $1`,
    [from, to, quotedLists],
  );
  for (const { statement } of rows) await client.query(statement);
}

import pg from 'pg';

/** What is counted in a database when it is backed up, and again when it is restored. */
export interface DatabaseFacts {
  /** The rows of each table, as `schema.table`. */
  rows: Record<string, number>;
  /** Constraints and indexes, as `schema.table name`. */
  constraints: string[];
}

const own = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`;

/** Reads the facts in the transaction of the client. Every table is read once. */
export async function readFacts(client: pg.Client): Promise<DatabaseFacts> {
  const { rows: tables } = await client.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and ${own} order by 1, 2`,
  );
  const rows: Record<string, number> = {};
  for (const { schema, name } of tables) {
    const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    const { rows: counted } = await client.query<{ count: string }>(`select count(*) as count from ${table}`);
    rows[`${schema}.${name}`] = Number(counted[0]?.count);
  }
  // Without the constraints by which newer versions of PostgreSQL describe columns that are not null.
  const { rows: constraints } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname || ' ' || k.conname as name from pg_constraint k
       join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
       where ${own} and k.contype in ('p', 'u', 'f', 'c', 'x') and k.convalidated
     union select n.nspname || '.' || c.relname || ' ' || i.relname from pg_index x
       join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
       join pg_namespace n on n.oid = c.relnamespace where ${own} and x.indisvalid`,
  );
  return { rows, constraints: constraints.map(({ name }) => name).sort() };
}

/** What a restored database lacks or has too much, compared with what was backed up. */
export function factDifferences(expected: DatabaseFacts, found: DatabaseFacts): string[] {
  const tables = new Set([...Object.keys(expected.rows), ...Object.keys(found.rows)]);
  const counts = [...tables].flatMap((table) => {
    const [before, after] = [expected.rows[table], found.rows[table]];
    return before === after ? [] : [`${table} has ${after ?? 'no table and no'} rows instead of ${before ?? 'none'}`];
  });
  const missing = expected.constraints.filter((name) => !found.constraints.includes(name));
  return [...counts, ...missing.map((name) => `the constraint or index ${name} is missing`)];
}

/** The applied migrations, the oldest first. None in a database that was never migrated. */
export async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows: found } = await client.query(`select to_regclass('public.migrations') as migrations`);
  if (!found[0].migrations) return [];
  const { rows } = await client.query<{ name: string }>('select name from public.migrations order by id');
  return rows.map(({ name }) => name);
}

/** The roles that own the database or one of its objects, or have privileges on one. */
export async function rolesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ role: string }>(
    `select distinct rolname as role from pg_roles r where rolname !~ '^pg_' and (
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relowner = r.oid and ${own})
       or exists (select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid
         and d.dbid = (select oid from pg_database where datname = current_database())))
     order by 1`,
  );
  return rows.map(({ role }) => role);
}

/** The version of a server. */
export async function serverVersion(client: pg.Client): Promise<{ major: number; serverVersion: string }> {
  const { rows } = await client.query<{ number: string; text: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as text`,
  );
  return { major: Math.floor(Number(rows[0]?.number) / 10_000), serverVersion: rows[0]?.text ?? '' };
}

/** The size of a database on the disk, in bytes. */
export async function databaseSize(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
  return Number(rows[0]?.bytes);
}

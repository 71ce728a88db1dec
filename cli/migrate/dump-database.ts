import type { Client } from 'pg';

/** The statements that recreate a database, in `pg_dump`'s three sections. */
export interface DatabaseDump {
  /** Schemas, extensions, functions, sequences and tables. */
  preData: string[];
  /** Rows, and the positions of sequences. */
  data: string[];
  /** Constraints, indexes and triggers. */
  postData: string[];
}

/** No object of the server's own, of a session, or of an extension. */
const own = (catalog: string, schema: string) =>
  `(select nspname from pg_namespace where pg_namespace.oid = ${schema}) !~ '^(pg_|information_schema$)'
   and not exists (select from pg_depend where classid = '${catalog}'::regclass and objid = x.oid and deptype = 'e')`;

const sequenceOptions = `format('start with %s increment by %s minvalue %s maxvalue %s cache %s%s', seqstart, seqincrement,
  seqmin, seqmax, seqcache, case when seqcycle then ' cycle' end)`;

/** The sequence of a column: deptype `a` when the column owns it, `i` when it belongs to an identity column. */
const columnSequence = `classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and refobjsubid > 0`;

const column = `format('%I %s', attname, format_type(atttypid, atttypmod))
  || case when attcollation <> typcollation then ' collate ' || attcollation::regcollation else '' end
  || case
       when attidentity <> '' then (
         select format(' generated %s as identity (sequence name %s %s)',
           case attidentity when 'a' then 'always' else 'by default' end, seqrelid::regclass, ${sequenceOptions})
         from pg_depend join pg_sequence on seqrelid = objid
         where ${columnSequence} and deptype = 'i' and refobjid = x.oid and refobjsubid = attnum)
       when attgenerated <> '' then format(' generated always as (%s) %s', pg_get_expr(adbin, adrelid),
         case attgenerated when 's' then 'stored' else 'virtual' end)
       when adbin is not null then ' default ' || pg_get_expr(adbin, adrelid)
       else ''
     end
  || case when attnotnull then ' not null' else '' end`;

const columnsOf = (table: string) => `pg_attribute join pg_type on pg_type.oid = atttypid
  left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = ${table} and attnum > 0 and not attisdropped`;

const preData = [
  `select format('create schema %I', nspname) from pg_namespace x
   where nspname <> 'public' and ${own('pg_namespace', 'x.oid')}`,
  `select format('create extension %I with schema %I', extname, nspname)
   from pg_extension join pg_namespace on pg_namespace.oid = extnamespace where extname <> 'plpgsql'`,
  `select pg_get_functiondef(x.oid) from pg_proc x
   where prokind in ('f', 'p') and ${own('pg_proc', 'pronamespace')}`,
  `select format('create sequence %s as %s %s', x.oid::regclass, format_type(seqtypid, null), ${sequenceOptions})
   from pg_sequence join pg_class x on x.oid = seqrelid
   where ${own('pg_class', 'relnamespace')} and not exists (
     select from pg_depend where ${columnSequence} and objid = x.oid and deptype = 'i')`,
  `select format(E'create table %s (\\n  %s\\n)%s', x.oid::regclass,
     (select string_agg(${column}, E',\\n  ' order by attnum) from ${columnsOf('x.oid')}),
     ' with (' || array_to_string(reloptions, ', ') || ')')
   from pg_class x where relkind = 'r' and ${own('pg_class', 'relnamespace')}`,
  `select format('alter sequence %s owned by %s.%I', x.oid::regclass, attrelid::regclass, attname)
   from pg_class x join pg_depend on objid = x.oid and ${columnSequence} and deptype = 'a'
   join pg_attribute on attrelid = refobjid and attnum = refobjsubid
   where relkind = 'S' and ${own('pg_class', 'relnamespace')}`,
];

/** Returns for each table the query that returns its inserts. Migrations insert rows with the time at which they run: `now()`. */
const rowQueries = `select format('select format(''insert into %%s (%%s)%s values (%%s)'', %L, %L, concat_ws('', '', %s))
     from %s',
     case when bool_or(attidentity = 'a') then ' overriding system value' end, x.oid::regclass,
     string_agg(quote_ident(attname), ', ' order by attnum),
     string_agg(case when typname in ('timestamp', 'timestamptz')
         then format('case when %I is null then ''NULL'' else ''now()'' end', attname)
         else format('quote_nullable(%I::text)', attname) end, ', ' order by attnum),
     x.oid::regclass)
   from pg_class x cross join lateral (select * from ${columnsOf('x.oid')} and attgenerated = '') columns
   where relkind = 'r' and ${own('pg_class', 'relnamespace')} group by x.oid`;

const sequencePositions = `select format('select setval(%L, %s)', format('%I.%I', schemaname, sequencename), last_value)
  from pg_sequences where last_value is not null and schemaname !~ '^(pg_|information_schema$)'`;

const constraints = (kinds: string) =>
  `select format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(x.oid))
   from pg_constraint x where contype in (${kinds}) and conrelid <> 0 and ${own('pg_constraint', 'connamespace')}`;

const postData = [
  constraints(`'p', 'u', 'x', 'c'`),
  `select pg_get_indexdef(x.oid) from pg_class x where relkind = 'i' and ${own('pg_class', 'relnamespace')}
   and not exists (select from pg_constraint where conindid = x.oid and contype in ('p', 'u', 'x'))`,
  // A foreign key may refer to the columns of a unique index.
  constraints(`'f'`),
  `select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class x on x.oid = tgrelid
   where not tgisinternal and ${own('pg_class', 'relnamespace')}`,
];

/** The objects that the queries above do not dump. */
const unsupported = `
  select x.oid::regclass::text from pg_class x where ${own('pg_class', 'relnamespace')} and (
    relkind not in ('r', 'i', 'S') or relispartition or relhassubclass or relrowsecurity or relpersistence <> 'p' or relacl is not null)
  union all select x.oid::regtype::text from pg_type x
    where typtype in ('e', 'd', 'r') and ${own('pg_type', 'typnamespace')}
  union all select x.oid::regprocedure::text from pg_proc x
    where prokind not in ('f', 'p') and ${own('pg_proc', 'pronamespace')}
  union all select stxname from pg_statistic_ext x where ${own('pg_statistic_ext', 'stxnamespace')}
  union all select tgname from pg_trigger where tgenabled <> 'O' and not tgisinternal
  union all select rulename from pg_rewrite x join pg_class c on c.oid = ev_class
    where ${own('pg_rewrite', 'relnamespace')} and relkind = 'r'
  union all select 'comment: ' || description from pg_description join pg_class x on x.oid = objoid
    where classoid = 'pg_class'::regclass and ${own('pg_class', 'relnamespace')}`;

/**
 * Reads a database's schema and all of its rows as SQL that depends on neither a role nor the time. Meant for databases
 * whose rows all come from migrations.
 *
 * @throws Error when the database has an object of an unsupported kind.
 */
export async function dumpDatabase(client: Client): Promise<DatabaseDump> {
  const read = async (queries: readonly string[]): Promise<string[]> => {
    const found: string[] = [];
    for (const text of queries) {
      const { rows } = await client.query<[string]>({ text, rowMode: 'array' });
      // By code units, whatever the collation of the database.
      found.push(...rows.map(([statement]) => statement.trim()).sort());
    }
    return found;
  };
  await client.query('begin isolation level repeatable read read only');
  try {
    // Without a search path the server writes every name with its schema.
    await client.query(`set local search_path = ''`);
    const refused = await read([unsupported]);
    if (refused.length > 0) throw new Error(`the dump does not support ${refused.join(', ')}`);
    return {
      preData: await read(preData),
      data: [...(await read(await read([rowQueries]))), ...(await read([sequencePositions]))],
      postData: await read(postData),
    };
  } finally {
    await client.query('rollback');
  }
}

/** The dump as a script for an empty database. */
export function dumpScript({ preData, data, postData }: DatabaseDump): string {
  // A function may name a table that the script creates after it.
  const statements = ['set check_function_bodies = off', ...preData, ...data, ...postData];
  return statements.map((statement) => `${statement};\n`).join('');
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { namedStatement, runNamed } from '#platform/database/named-statements.ts';
import type { UsageRows } from './usage-rows.ts';

/**
 * Adds counts to those of a day. $1 the day; $2 operations, $3 counts, $4 counts of inputs. Every process locks the rows in the order of their
 * keys, so none waits for another in a circle. An operation's row is locked even if its day stays, so that none is deleted under its counts.
 */
const storeStatement = namedStatement(
  'store usage',
  `with operations as (
     insert into used_operations as stored (id, name, kind, document, coordinates, last_day)
     select id, name, kind, document, array(select jsonb_array_elements_text(coordinates)), $1::date
     from jsonb_to_recordset($2::jsonb) as o (id text, name text, kind text, document text, coordinates jsonb)
     order by id
     on conflict (id) do update set last_day = excluded.last_day where stored.last_day < excluded.last_day
   ), counts as (
     insert into operation_counts as stored (day, client_name, client_version, operation_id, count)
     select $1::date, "clientName", "clientVersion", "operationId", count
     from jsonb_to_recordset($3::jsonb) as c ("clientName" text, "clientVersion" text, "operationId" text, count bigint)
     order by "clientName", "clientVersion", "operationId"
     on conflict (day, client_name, client_version, operation_id) do update set count = stored.count + excluded.count
   )
   insert into input_counts as stored (day, client_name, client_version, operation_id, coordinate, count)
   select $1::date, "clientName", "clientVersion", "operationId", coordinate, count
   from jsonb_to_recordset($4::jsonb)
     as i ("clientName" text, "clientVersion" text, "operationId" text, coordinate text, count bigint)
   order by "clientName", "clientVersion", "operationId", coordinate
   on conflict (day, client_name, client_version, operation_id, coordinate)
     do update set count = stored.count + excluded.count`,
);

/** Adds counts to those of a day, such as `2031-02-03`, in one statement. */
export async function storeUsage(
  em: EntityManager,
  day: string,
  { operations, counts, inputs }: UsageRows,
): Promise<void> {
  await runNamed(em, storeStatement, [day, ...[operations, counts, inputs].map((rows) => JSON.stringify(rows))]);
}

const pruneStatement = namedStatement(
  'prune usage',
  `with inputs as (delete from input_counts where day < $1::date),
     counts as (delete from operation_counts where day < $1::date)
   delete from used_operations where last_day < $1::date`,
);

/** Deletes the counts of the days before this one, and the operations that were last sent then. */
export async function pruneUsage(em: EntityManager, firstKept: string): Promise<void> {
  await runNamed(em, pruneStatement, [firstKept]);
}

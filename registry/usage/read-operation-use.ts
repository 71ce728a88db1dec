import type pg from 'pg';

/** An operation that was counted. */
export interface CountedOperation {
  id: string;
  name: string;
  kind: string;
  /** Without aliases, and without values. Empty when it was too long to store. */
  document: string;
  /** The day on which it was last sent, such as `2031-02-03`, in UTC. */
  lastDay: string;
}

/** The last use of an operation by a version of a client. */
export interface LastUse {
  operationId: string;
  clientName: string;
  clientVersion: string;
  lastDay: string;
  /** Its requests on all days that the registry keeps. */
  requests: number;
}

/** Operations that are read at once. */
const pageSize = 1_000;

const operationsStatement = `
  select id, name, kind, document, last_day::text as "lastDay"
  from used_operations where name = any ($1::text[]) and id > $2 order by id limit ${pageSize}`;

/** Reads the counted operations with these names, page by page. */
export async function* readOperations(client: pg.Client, names: readonly string[]): AsyncGenerator<CountedOperation> {
  for (let after = ''; ; ) {
    const { rows } = await client.query<CountedOperation>(operationsStatement, [names, after]);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = last.id;
  }
}

/** The clients of an operation that are read: those that used it last. */
export const maxClientsOfOperation = 20;

const lastUsesStatement = `
  select "operationId", "clientName", "clientVersion", "lastDay", requests from (
    select operation_id as "operationId", client_name as "clientName", client_version as "clientVersion",
      max(day)::text as "lastDay", sum(count)::float8 as requests,
      row_number() over (partition by operation_id order by max(day) desc, client_name, client_version) as rank
    from operation_counts where operation_id = any ($1::text[]) group by 1, 2, 3
  ) as uses where rank <= ${maxClientsOfOperation} order by "operationId", rank`;

/** Reads which clients used the operations last. */
export async function readLastUses(client: pg.Client, operationIds: readonly string[]): Promise<LastUse[]> {
  return (await client.query<LastUse>(lastUsesStatement, [operationIds])).rows;
}

const countedStatement = `
  select min(day)::text as since, coalesce(sum(count) filter (where day >= $1::date), 0)::float8 as requests,
    coalesce(sum(count) filter (where day >= $1::date and operation_id = $2), 0)::float8 as "otherRequests"
  from operation_counts`;

/** What was counted. */
export interface CountedRequests {
  /** The first day with a count; null for none. */
  since: string | null;
  /** The requests since the day. */
  requests: number;
  /** Those of them whose operation is not known, because a process had counted too many others. */
  otherRequests: number;
}

/** Reads how many requests were counted since a day, such as `2031-02-03`. `otherId` is the operation that stands for those above the bounds. */
export async function readCountedRequests(client: pg.Client, day: string, otherId: string): Promise<CountedRequests> {
  const { rows } = await client.query<CountedRequests>(countedStatement, [day, otherId]);
  return rows[0] ?? { since: null, requests: 0, otherRequests: 0 };
}

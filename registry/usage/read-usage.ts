import type pg from 'pg';

/** The requests of one version of a client. */
export interface ClientRequests {
  clientName: string;
  clientVersion: string;
  requests: number;
}

/** How often one version of a client sent an operation, and used some coordinates in it. */
export interface OperationUse extends ClientRequests {
  operationId: string;
  /** Empty for an operation without a name. */
  operationName: string;
  kind: string;
  /** The requests that used each coordinate. */
  coordinates: ReadonlyMap<string, number>;
}

/** The counted use of some coordinates. */
export interface CoordinateUse {
  /** The first day with a count, such as `2031-02-03`; null when nothing was counted. */
  since: string | null;
  clients: ClientRequests[];
  /** The operations that used a coordinate. */
  operations: OperationUse[];
}

const clientsStatement = `
  select client_name as "clientName", client_version as "clientVersion", sum(count)::float8 as requests,
    min(day)::text as since
  from operation_counts where day >= $1::date group by 1, 2 order by 1, 2`;

const usesStatement = `
  with requests as (
    select client_name, client_version, operation_id, sum(count)::float8 as requests
    from operation_counts where day >= $1::date group by 1, 2, 3
  ), uses as (
    select r.*, coordinate, requests as used
    from requests r join used_operations o on id = operation_id, unnest(o.coordinates) as coordinate
    where coordinate = any ($2::text[])
    union all
    select client_name, client_version, operation_id, coalesce(max(r.requests), sum(count)::float8), coordinate, sum(count)::float8
    from input_counts i left join requests r using (client_name, client_version, operation_id)
    where day >= $1::date and coordinate = any ($2::text[])
    group by 1, 2, 3, 5
  )
  select client_name as "clientName", client_version as "clientVersion", operation_id as "operationId",
    name as "operationName", kind, requests, jsonb_object_agg(coordinate, used) as coordinates
  from (
    select client_name, client_version, operation_id, max(requests) as requests, coordinate, max(used) as used
    from uses group by 1, 2, 3, 5
  ) as used join used_operations on id = operation_id
  group by 1, 2, 3, 4, 5, 6
  order by requests desc, 1, 2, 3`;

/** Reads who used the coordinates since a day, such as `2031-02-03`, in UTC. */
export async function readCoordinateUse(
  client: pg.Client,
  day: string,
  coordinates: readonly string[],
): Promise<CoordinateUse> {
  const { rows: clients } = await client.query<ClientRequests & { since: string }>(clientsStatement, [day]);
  const { rows: uses } = await client.query<
    Omit<OperationUse, 'coordinates'> & { coordinates: Record<string, number> }
  >(usesStatement, [day, coordinates]);
  return {
    since: clients.map(({ since }) => since).sort()[0] ?? null,
    clients: clients.map(({ since: _, ...each }) => each),
    operations: uses.map((each) => ({ ...each, coordinates: new Map(Object.entries(each.coordinates)) })),
  };
}

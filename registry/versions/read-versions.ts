import type pg from 'pg';
import type { PublishedVersion, VersionSummary } from './published-version.ts';

/** The most versions of a list. */
export const maxListed = 1_000;

const columns = `
  v.number, published_at as "publishedAt", published_by as "publishedBy", "commit", is_dirty as "isDirty",
  restored_version_number as "restoredVersion", is_forced as "isForced"`;

const versionStatement = `
  select ${columns}, supergraph.content as "supergraphSdl", approvals.content as approvals,
    (select json_agg(json_build_object('name', name, 'url', url, 'typeDefs', content, 'changedIn', changed_in) order by name)
     from version_subgraphs join published_texts on digest = schema_digest where version_number = v.number) as subgraphs
  from schema_versions v join published_texts supergraph on supergraph.digest = supergraph_digest
    left join published_texts approvals on approvals.digest = approvals_digest
  where v.number = coalesce($1, (select max(number) from schema_versions))`;

/** Reads a version, by default the newest. Returns null if there is none. */
export async function readVersion(client: pg.Client, number: number | null = null): Promise<PublishedVersion | null> {
  const { rows } = await client.query<PublishedVersion>(versionStatement, [number]);
  return rows[0] ?? null;
}

const listStatement = `
  select ${columns},
    (select json_agg(json_build_object('name', name, 'changedIn', changed_in) order by name)
     from version_subgraphs where version_number = v.number) as subgraphs,
    array(select name from version_subgraphs before where version_number = v.number - 1 and not exists (
      select from version_subgraphs now where now.version_number = v.number and now.name = before.name) order by 1) as removed
  from schema_versions v where $2::integer is null or number < $2 order by number desc limit $1`;

export interface VersionPage {
  /** At most `maxListed`. */
  limit: number;
  /** Lists the versions before this one; null for the newest. */
  before: number | null;
}

/** Lists versions, the newest first. */
export async function listVersions(client: pg.Client, { limit, before }: VersionPage): Promise<VersionSummary[]> {
  return (await client.query<VersionSummary>(listStatement, [limit, before])).rows;
}

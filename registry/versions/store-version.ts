import { hash } from 'node:crypto';
import type pg from 'pg';
import type { NewVersion } from './published-version.ts';

/** $1 texts, $2 the version, $3 its subgraphs. Texts are inserted in the order of their digests, so that no two publishers wait for each other. */
const storeStatement = `
  with texts as (
    insert into published_texts (digest, content)
    select digest, content from jsonb_to_recordset($1::jsonb) as t (digest text, content text) order by digest
    on conflict (digest) do nothing
  ), version as (
    insert into schema_versions (number, published_at, published_by, "commit", is_dirty, restored_version_number,
      is_forced, supergraph_digest, approvals_digest)
    select number, "publishedAt", "publishedBy", "commit", "isDirty", "restoredVersion", "isForced", supergraph, approvals
    from jsonb_to_record($2::jsonb) as v (number integer, "publishedAt" timestamptz, "publishedBy" text, "commit" text,
      "isDirty" boolean, "restoredVersion" integer, "isForced" boolean, supergraph text, approvals text)
    returning number
  )
  insert into version_subgraphs (version_number, name, url, schema_digest, changed_in)
  select version.number, s.name, s.url, s.schema, coalesce(before.changed_in, version.number)
  from version, jsonb_to_recordset($3::jsonb) as s (name text, url text, schema text)
    left join version_subgraphs before on before.version_number = ($2::jsonb ->> 'number')::integer - 1
      and before.name = s.name and before.url = s.url and before.schema_digest = s.schema`;

const uniqueViolation = '23505';

/**
 * Stores a version in one statement. Returns false, and stores nothing, when another publisher has stored one with this number.
 */
export async function storeVersion(client: pg.Client, version: NewVersion): Promise<boolean> {
  const { subgraphs, supergraphSdl, approvals, ...publication } = version;
  const texts = new Map<string, string>();
  const digestOf = (content: string): string => {
    const digest = hash('sha256', content);
    texts.set(digest, content);
    return digest;
  };
  const row = {
    ...publication,
    supergraph: digestOf(supergraphSdl),
    approvals: approvals === null ? null : digestOf(approvals),
  };
  const rows = subgraphs.map(({ name, url, typeDefs }) => ({ name, url, schema: digestOf(typeDefs) }));
  const contents = [...texts].map(([digest, content]) => ({ digest, content }));
  try {
    await client.query(
      storeStatement,
      [contents, row, rows].map((each) => JSON.stringify(each)),
    );
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === uniqueViolation) return false;
    throw error;
  }
}

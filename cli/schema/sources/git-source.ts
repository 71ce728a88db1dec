import type { SubgraphSource } from '../../../gateway/supergraph/compose.ts';
import { approvalsFile } from '../approvals/approval.ts';
import { commitOf, fileAt, fileIfAt, filesAt } from '../git.ts';
import { composeBase } from './compose-base.ts';
import type { EmptySource, SchemaSource } from './schema-source.ts';

const schemaFile = /^subgraphs\/([^/]+)\/schema\.graphql$/;

/**
 * The schema of a commit, with all subgraphs that it had, including those that the working tree no longer has.
 *
 * @throws CannotRun when there is no repository or no such commit, or it does not compose.
 */
export async function gitSource(root: string, ref: string): Promise<SchemaSource | EmptySource> {
  const commit = await commitOf(root, ref);
  const short = commit.slice(0, 12);
  const label = commit.startsWith(ref) ? short : `${ref} at ${short}`;
  const source = { label, approvals: await fileIfAt(root, commit, approvalsFile) };
  const subgraphs = await readSubgraphsAt(root, commit);
  if (subgraphs.length === 0) return { ...source, supergraphSdl: null };
  return { ...source, supergraphSdl: composeBase(label, subgraphs) };
}

/** Reads the schemas of all subgraphs in a commit, including those that the working tree no longer has. */
export async function readSubgraphsAt(root: string, commit: string): Promise<Omit<SubgraphSource, 'url'>[]> {
  const sources: Omit<SubgraphSource, 'url'>[] = [];
  for (const file of await filesAt(root, commit, 'subgraphs')) {
    const name = schemaFile.exec(file)?.[1];
    if (name !== undefined) sources.push({ name, typeDefs: await fileAt(root, commit, file) });
  }
  return sources;
}

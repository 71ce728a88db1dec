import type { SubgraphSource } from '../../gateway/supergraph/compose.ts';
import { fileAt, filesAt } from './git.ts';

const schemaFile = /^subgraphs\/([^/]+)\/schema\.graphql$/;

/** The subgraphs' schemas as they are in a commit: all that it has, also those that the working tree has no more. */
export async function readSubgraphSchemasAt(root: string, commit: string): Promise<SubgraphSource[]> {
  const sources: SubgraphSource[] = [];
  for (const file of await filesAt(root, commit, 'subgraphs')) {
    const name = schemaFile.exec(file)?.[1];
    if (name === undefined) continue;
    // Composition wants a URL; the schema that clients see has none of it.
    sources.push({ name, url: `http://${name}.invalid/graphql`, typeDefs: await fileAt(root, commit, file) });
  }
  return sources;
}

import type { SubgraphSource } from '../../../gateway/supergraph/compose.ts';
import { fileAt, filesAt } from '../git.ts';

const schemaFile = /^subgraphs\/([^/]+)\/schema\.graphql$/;

/** Reads the schemas of all subgraphs in a commit, including those that the working tree no longer has. */
export async function readSubgraphSchemasAt(root: string, commit: string): Promise<SubgraphSource[]> {
  const sources: SubgraphSource[] = [];
  for (const file of await filesAt(root, commit, 'subgraphs')) {
    const name = schemaFile.exec(file)?.[1];
    if (name === undefined) continue;
    // Composition requires a URL, which the API schema does not contain.
    sources.push({ name, url: `http://${name}.invalid/graphql`, typeDefs: await fileAt(root, commit, file) });
  }
  return sources;
}

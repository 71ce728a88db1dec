import { readSubgraphSchemas } from '../../../gateway/supergraph/compose.ts';
import { orCannotRun } from '../cannot-run.ts';
import type { SubgraphFile } from './schema-source.ts';

/**
 * Reads the subgraphs' schemas of the working tree below `root`.
 *
 * @throws CannotRun when one is unreadable.
 */
export async function readWorkingTree(root: string): Promise<SubgraphFile[]> {
  const subgraphs = await orCannotRun("can't read the subgraphs' schemas", () => readSubgraphSchemas(root));
  return subgraphs.map((each) => ({ ...each, file: `subgraphs/${each.name}/schema.graphql` }));
}

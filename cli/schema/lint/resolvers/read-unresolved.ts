import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SubgraphDocument } from '../rules/document-rule.ts';
import { readGeneratedFields } from './required-resolvers.ts';
import { type ResolverMap, unresolvedFields } from './unresolved-fields.ts';

/**
 * Finds the fields that nobody resolves, by subgraph and coordinate. Loads the resolvers of each subgraph, `subgraphs/NAME/resolvers/index.ts`;
 * of a folder without them it reports nothing.
 */
export async function readUnresolved(
  root: string,
  subgraphs: readonly SubgraphDocument[],
): Promise<Map<string, Map<string, string>>> {
  const generated = await readGeneratedFields(
    root,
    subgraphs.map(({ name }) => name).filter((name) => existsSync(resolversFile(root, name))),
  );
  const found = new Map<string, Map<string, string>>();
  for (const subgraph of subgraphs) {
    const fields = generated.get(subgraph.name);
    if (!fields) continue;
    const module: { resolvers: ResolverMap } = await import(pathToFileURL(resolversFile(root, subgraph.name)).href);
    found.set(subgraph.name, unresolvedFields(subgraph, module.resolvers, fields));
  }
  return found;
}

function resolversFile(root: string, name: string): string {
  return path.join(root, 'subgraphs', name, 'resolvers', 'index.ts');
}

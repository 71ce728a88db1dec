import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { apiSchemaOf, type SubgraphSource } from '../../../gateway/supergraph/compose.ts';
import { readIfPresent } from '../../files.ts';
import { CannotRun, orCannotRun } from '../cannot-run.ts';
import { composeBase } from './compose-base.ts';
import type { SchemaSource } from './schema-source.ts';

/**
 * The supergraph in a file, or composed from the subgraphs' schemas in a folder: `NAME.graphql` or `NAME/schema.graphql`.
 *
 * @throws CannotRun when it is unreadable, or no supergraph.
 */
export async function fileSource(target: string): Promise<SchemaSource> {
  const isFolder = (await orCannotRun(`can't read ${target}`, () => stat(target))).isDirectory();
  if (isFolder) return { label: target, supergraphSdl: composeBase(target, await subgraphsIn(target)) };
  const supergraphSdl = await orCannotRun(`can't read ${target}`, () => readFile(target, 'utf8'));
  try {
    apiSchemaOf(supergraphSdl);
  } catch (cause) {
    const { message } = cause as Error;
    const reason = /Caused by:\s*([^\n]+)/.exec(message)?.[1] ?? message.split('\n')[0];
    throw new CannotRun(`${target} is no supergraph: ${reason}`, { cause });
  }
  return { label: target, supergraphSdl };
}

async function subgraphsIn(folder: string): Promise<Omit<SubgraphSource, 'url'>[]> {
  const entries = await orCannotRun(`can't read ${folder}`, () => readdir(folder, { withFileTypes: true }));
  const files = entries
    .flatMap((entry) => {
      if (entry.isDirectory()) return [{ name: entry.name, file: path.join(folder, entry.name, 'schema.graphql') }];
      const { name, ext } = path.parse(entry.name);
      return ext === '.graphql' ? [{ name, file: path.join(folder, entry.name) }] : [];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const subgraphs: Omit<SubgraphSource, 'url'>[] = [];
  for (const { name, file } of files) {
    const typeDefs = await orCannotRun(`can't read ${file}`, () => readIfPresent(file));
    // A folder without a schema is no subgraph.
    if (typeDefs !== null) subgraphs.push({ name, typeDefs });
  }
  if (subgraphs.length === 0)
    throw new CannotRun(`no schema in ${folder}: it needs files NAME.graphql or NAME/schema.graphql`);
  return subgraphs;
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PublishedVersion } from '../../../registry/versions/published-version.ts';
import { defaultUrl, isSubgraphName, subgraphNames } from '../../../subgraphs/list.ts';
import { readApprovalsFile } from '../approvals/approvals-file.ts';
import { CannotRun, orCannotRun } from '../cannot-run.ts';
import { composeWorkingTree } from '../composition/compose-working-tree.ts';
import type { SubgraphFile } from '../sources/schema-source.ts';
import { readWorkingTree } from '../sources/working-tree.ts';
import { originOf } from './origin.ts';
import type { Candidate } from './publish-version.ts';

/** Makes the next version of the schemas in the working tree below `root`. */
export async function workingTreeCandidate(root: string): Promise<Candidate> {
  const subgraphs = byName(await readWorkingTree(root));
  const files = subgraphs.map(({ file }) => file);
  return {
    subgraphs,
    composition: composeWorkingTree(subgraphs),
    ...(await originOf(root, files)),
    approvals: await readApprovalsFile(root),
    restoredVersion: null,
  };
}

/** The schema of one subgraph. */
export interface TeamSchema {
  /** The name of the subgraph. */
  name: string;
  /** The path of the file. */
  file: string;
}

/**
 * Makes the next version of the schema of one subgraph, and those that the newest version has of the others.
 *
 * @throws CannotRun when there is no such subgraph, or the file is unreadable.
 */
export async function teamCandidate(
  root: string,
  { name, file }: TeamSchema,
  newest: PublishedVersion | null,
): Promise<Candidate> {
  const published = newest?.subgraphs.find((each) => each.name === name);
  if (!published && !isSubgraphName(name))
    throw new CannotRun(`no subgraph is called "${name}": there are ${subgraphNames.join(', ')}`);
  const own: SubgraphFile = {
    name,
    url: published?.url ?? (isSubgraphName(name) ? defaultUrl(name) : ''),
    typeDefs: await orCannotRun(`can't read ${file}`, () => readFile(file, 'utf8')),
    file: path.relative(root, path.resolve(file)).split(path.sep).join('/'),
  };
  const others = newest ? filesOf(newest).filter((each) => each.name !== name) : [];
  const subgraphs = byName([own, ...others]);
  return {
    subgraphs,
    composition: composeWorkingTree(subgraphs),
    ...(await originOf(path.dirname(path.resolve(file)), [path.basename(file)])),
    approvals: await readApprovalsFile(root),
    restoredVersion: null,
  };
}

/** Makes the next version of what an earlier one had. Its supergraph is not composed again: it is the one that gateways ran. */
export function earlierCandidate(version: PublishedVersion): Candidate {
  const { number, supergraphSdl, commit, isDirty, approvals } = version;
  const composition = { supergraphSdl, disagreement: null };
  return { subgraphs: filesOf(version), composition, commit, isDirty, approvals, restoredVersion: number };
}

function filesOf({ number, subgraphs }: PublishedVersion): SubgraphFile[] {
  return subgraphs.map(({ name, url, typeDefs }) => ({
    name,
    url,
    typeDefs,
    file: `version:${number}/${name}.graphql`,
  }));
}

function byName(subgraphs: readonly SubgraphFile[]): SubgraphFile[] {
  return subgraphs.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { projectFiles } from './project-files.ts';
import { reportFaults } from './report-faults.ts';

const maxLines = 300;

/** A program writes these, or they are data, or reference text that is looked up: a schema with a description of each element. */
const exempt =
  /\.json$|(^|\/)generated\/|^supergraph\.graphql$|^migrations\/.*\/snapshots\/|^subgraphs\/[^/]+\/schema\.graphql$/;

/** Finds the files of a project that have more lines than a reader should have to scroll through. */
export async function findLongFiles(root: string): Promise<string[]> {
  const faults: string[] = [];
  for (const file of projectFiles(root)) {
    if (exempt.test(file)) continue;
    const lines = (await readFile(path.join(root, file), 'utf8')).replace(/\n$/, '').split('\n').length;
    if (lines > maxLines) faults.push(`${file} has ${lines} lines; the most is ${maxLines}`);
  }
  return faults;
}

if (import.meta.main) reportFaults(await findLongFiles(projectRoot), `no file has more than ${maxLines} lines`);

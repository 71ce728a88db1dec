import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { projectFiles } from './project-files.ts';
import { reportFaults } from './report-faults.ts';

const maxLines = 300;

/** A program writes these, or they are data. */
const exempt = /\.json$|(^|\/)generated\/|^supergraph\.graphql$|^migrations\/.*\/snapshots\//;

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

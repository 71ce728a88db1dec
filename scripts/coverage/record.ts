import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The functions of a loaded file and whether each ran, by the range of their source text, `START-END`. The one at 0 is the module. */
export type FileRecord = Record<string, boolean>;

/** By path from the project's root. */
export type CoverageRecord = Record<string, FileRecord>;

/** Merges the records in a folder: a function ran if it ran in any of them. */
export async function readRecords(folder: string): Promise<CoverageRecord> {
  const merged: CoverageRecord = {};
  for (const name of await readdir(folder)) {
    const record: CoverageRecord = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
    for (const [file, functions] of Object.entries(record)) {
      merged[file] ??= {};
      for (const [range, ran] of Object.entries(functions)) merged[file][range] ||= ran;
    }
  }
  return merged;
}

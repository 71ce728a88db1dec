import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { projectFiles } from '../project-files.ts';
import { type FileRecord, readRecords } from './record.ts';

export interface Count {
  total: number;
  /** Functions that ran, lines of functions that ran. */
  reached: number;
}

export interface Coverage {
  functions: Count;
  lines: Count;
  /** The source files of which no test runs a function, or that no test loads. */
  unreached: string[];
}

/** Tests, what only tests use, benchmarks and generated files. */
const noSource =
  /\.test\.ts$|(^|\/)(generated|testing)\/|^(bench|clients|test-kit|tests)\/|^gateway\/(audit|differential)\/|^subgraphs\/trips\/model\//;

export const isSource = (file: string): boolean => file.endsWith('.ts') && !noSource.test(file);

/** Measures which functions and lines of a project's source files the tests ran that wrote their records to the folder. */
export async function measureCoverage(root: string, folder: string): Promise<Coverage> {
  const records = await readRecords(folder);
  const coverage: Coverage = { functions: { total: 0, reached: 0 }, lines: { total: 0, reached: 0 }, unreached: [] };
  for (const file of projectFiles(root).filter(isSource)) {
    const starts = codeLines(await readFile(path.join(root, file), 'utf8'));
    // It has only types.
    if (starts.length === 0) continue;
    const ranges = rangesOf(records[file] ?? {});
    const functions = ranges.filter(({ start }) => start > 0);
    const ran = functions.filter((each) => each.ran).length;
    coverage.functions.total += functions.length;
    coverage.functions.reached += ran;
    coverage.lines.total += starts.length;
    coverage.lines.reached += starts.filter((offset) => innermost(ranges, offset)?.ran).length;
    if (ranges.length === 0 || (functions.length > 0 && ran === 0)) coverage.unreached.push(file);
  }
  return coverage;
}

/** The offset of the first character of each line that has code, after its types are stripped. */
function codeLines(source: string): number[] {
  const starts: number[] = [];
  let offset = 0;
  for (const line of stripTypeScriptTypes(source).split('\n')) {
    if (/^\s*[^\s/*]/.test(line)) starts.push(offset + line.search(/\S/));
    offset += line.length + 1;
  }
  return starts;
}

interface Range {
  start: number;
  end: number;
  ran: boolean;
}

function rangesOf(record: FileRecord): Range[] {
  return Object.entries(record).map(([range, ran]) => {
    const [start = 0, end = 0] = range.split('-').map(Number);
    return { start, end, ran };
  });
}

function innermost(ranges: readonly Range[], offset: number): Range | undefined {
  const around = ranges.filter(({ start, end }) => start <= offset && offset < end);
  return around.toSorted((a, b) => a.end - a.start - (b.end - b.start))[0];
}

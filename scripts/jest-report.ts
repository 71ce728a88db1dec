import { readFile } from 'node:fs/promises';

/** The parts that are read of the file that Jest's `--json --outputFile` writes. Times are milliseconds. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; startTime: number; endTime: number }[];
}

/** Reads the report that the command line names. */
export async function readJestReport(): Promise<JestReport> {
  const [file] = process.argv.slice(2);
  if (!file) throw new Error("name the file that Jest's --json --outputFile wrote");
  return JSON.parse(await readFile(file, 'utf8'));
}

import fs from 'node:fs';

const TAIL_LINES = 20;

/** The last lines of a log file; empty when there is none. */
export function lastLines(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  } catch {
    return '';
  }
}

import type { Format } from './formats.ts';
import { githubReport } from './github.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { Reported } from './reported.ts';
import { terminalReport } from './terminal.ts';

const reports: Record<Format, (reported: Reported) => string> = {
  text: terminalReport,
  json: jsonReport,
  markdown: markdownReport,
  github: githubReport,
  junit: junitReport,
};

/** Writes the result in a format. */
export function reportAs(format: Format, reported: Reported): string {
  return reports[format](reported);
}

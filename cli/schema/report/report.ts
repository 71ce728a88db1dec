import { findingsOf } from './findings.ts';
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
  github: (reported) => githubReport(findingsOf(reported)),
  junit: (reported) =>
    junitReport(findingsOf(reported), { name: 'schema check', hasRun: reported.outcome !== 'could-not-run' }),
};

/** Writes the result in a format. */
export function reportAs(format: Format, reported: Reported): string {
  return reports[format](reported);
}

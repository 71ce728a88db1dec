import { count } from '../report/count.ts';
import type { Finding } from '../report/findings.ts';
import { githubReport } from '../report/github.ts';
import { junitReport } from '../report/junit.ts';
import type { CouldNotRun } from '../report/reported.ts';
import { placeText } from '../report/texts.ts';
import type { LintFormat } from './formats.ts';
import type { Lint, LintFault } from './lint-schemas.ts';

/** What a report is made of. */
export type ReportedLint = ({ outcome: 'linted' } & Lint) | CouldNotRun;

/** The version of the shape of the report as JSON. It changes when something is removed or changes its meaning. */
const jsonVersion = 1;

const reports: Record<LintFormat, (reported: ReportedLint) => string> = {
  text: textReport,
  json: (reported) => JSON.stringify({ version: jsonVersion, ...reported }, null, 2),
  github: (reported) => githubReport(findingsOf(reported)),
  junit: (reported) =>
    junitReport(findingsOf(reported), { name: 'schema lint', hasRun: reported.outcome !== 'could-not-run' }),
};

/** Writes the result of the lint in a format. */
export function lintReport(format: LintFormat, reported: ReportedLint): string {
  return reports[format](reported);
}

/** One line for each fault, then the verdict. Empty for a lint without a result, whose reason goes to stderr. */
function textReport(reported: ReportedLint): string {
  if (reported.outcome === 'could-not-run') return '';
  const { commit, subgraphs, faults } = reported;
  const what = subgraphs.length === 0 ? 'no schema' : `the schemas of ${subgraphs.join(', ')}`;
  const changed = commit === null ? what : `what changed in ${what} since ${commit.slice(0, 12)}`;
  const [errors, warnings] = (['error', 'warning'] as const).map((each) => faults.filter((f) => f.severity === each));
  const verdict = [
    count(errors?.length ?? 0, 'fault'),
    ...(warnings?.length ? [count(warnings.length, 'warning')] : []),
  ];
  return [...faults.map(line), `${verdict.join(', ')} in ${changed}`].join('\n');
}

function line({ rule, severity, message, ...place }: LintFault): string {
  return `${placeText(place)}  ${severity === 'warning' ? 'warning: ' : ''}${oneLine(message)}  ${rule}`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

function findingsOf(reported: ReportedLint): Finding[] {
  if (reported.outcome === 'could-not-run') {
    return [{ level: 'error', title: 'The schema lint could not run', message: reported.reason }];
  }
  return reported.faults.map(({ rule, severity, message, coordinate, ...place }) => ({
    level: severity,
    title: `${rule} ${coordinate}`,
    message,
    place,
  }));
}

import { expect, test } from '@jest/globals';
import type { Lint, LintFault } from './lint-schemas.ts';
import { lintReport } from './report.ts';

const fault: LintFault = {
  rule: 'masar/list-size',
  severity: 'error',
  message: 'Trip.tags is a list without @listSize: its cost is unknown',
  line: 11,
  column: 3,
  subgraph: 'trips',
  file: 'subgraphs/trips/schema.graphql',
  coordinate: 'Trip.tags',
};
const expired: LintFault = { ...fault, rule: 'masar/deprecation-expired', severity: 'warning', message: 'its\ndate' };
const lint: Lint = { ok: false, commit: '0123456789abcdef', subgraphs: ['trips'], faults: [fault, expired] };

test('as text it has a line for each fault, and the counts', () => {
  expect(lintReport('text', { outcome: 'linted', ...lint }).split('\n')).toEqual([
    'subgraphs/trips/schema.graphql:11:3  Trip.tags is a list without @listSize: its cost is unknown  masar/list-size',
    'subgraphs/trips/schema.graphql:11:3  warning: its date  masar/deprecation-expired',
    '1 fault, 1 warning in what changed in the schemas of trips since 0123456789ab',
  ]);
});

test('as JSON it has the whole result', () => {
  expect(JSON.parse(lintReport('json', { outcome: 'linted', ...lint }))).toEqual({
    version: 1,
    outcome: 'linted',
    ...lint,
  });
});

test('for GitHub it annotates the lines', () => {
  expect(lintReport('github', { outcome: 'linted', ...lint }).split('\n')).toEqual([
    '::error file=subgraphs/trips/schema.graphql,line=11,col=3,title=masar/list-size Trip.tags::Trip.tags is a list without @listSize: its cost is unknown',
    '::warning file=subgraphs/trips/schema.graphql,line=11,col=3,title=masar/deprecation-expired Trip.tags::its%0Adate',
  ]);
});

test('as JUnit a fault is a failing test, and a warning a passing one', () => {
  const report = lintReport('junit', { outcome: 'linted', ...lint });

  expect(report).toContain('<testsuites name="masar schema lint" tests="2" failures="1" errors="0">');
  expect(report).toContain('name="masar/list-size Trip.tags" file="subgraphs/trips/schema.graphql" line="11"><failure');
});

test('what could not run is an error in each format, and no text, because stderr has the reason', () => {
  const failed = { outcome: 'could-not-run', ok: false, reason: 'no commit' } as const;

  expect(lintReport('text', failed)).toBe('');
  expect(JSON.parse(lintReport('json', failed))).toMatchObject(failed);
  expect(lintReport('github', failed)).toBe('::error title=The schema lint could not run::no commit');
  expect(lintReport('junit', failed)).toContain('tests="1" failures="0" errors="1"');
});

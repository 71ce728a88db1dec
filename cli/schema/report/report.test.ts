import { describe, expect, test } from '@jest/globals';
import type { Compared, DoesNotCompose } from '../check/check-schema.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { findingsOf } from './findings.ts';
import { type Format, formats } from './formats.ts';
import { githubReport } from './github.ts';
import { markdownReport } from './markdown.ts';
import { reportAs } from './report.ts';
import type { CouldNotRun } from './reported.ts';

const approval = {
  ...{ code: 'FIELD_REMOVED', path: 'Trip.note', reason: 'It was never shown.', who: 'Trips' },
  ...{ until: '2031-01-31', line: 1 },
};

/** A check with one finding of each kind. */
const compared: Compared = {
  outcome: 'compared',
  ok: false,
  base: 'main at 0123456789ab',
  baseHasSchema: true,
  changes: [
    {
      ...{ code: 'FIELD_REMOVED', severity: 'breaking', path: 'Trip.price', message: "Field 'price' was removed" },
      ...{ noticedBy: ['Trip.price'], failure: 'breaking', traffic: { isUnused: false, lines: ['used by 1 request'] } },
      place: { file: 'subgraphs/trips/schema.graphql', line: 4, column: 6 },
    },
    {
      ...{ code: 'FIELD_REMOVED', severity: 'breaking', path: 'Trip.note', message: "Field 'note' was removed" },
      ...{ noticedBy: ['Trip.note'], failure: null, approval },
    },
    {
      ...{ code: 'ENUM_VALUE_ADDED', severity: 'dangerous', path: 'Status.X', message: "Value 'X' was added" },
      ...{ noticedBy: [], failure: null },
    },
    {
      ...{ code: 'AUTHORIZATION_REMOVED', severity: 'safe', path: 'Trip.seat', message: 'It is public now' },
      ...{ noticedBy: [], failure: 'loosened', access: { gain: ['anonymous'], lose: [] }, subgraph: 'trips' },
    },
    { code: 'TYPE_ADDED', severity: 'safe', path: 'Seat', message: 'Type added', noticedBy: [], failure: null },
  ],
  operationCount: 3,
  faults: [{ operation: 'Trips', file: 'clients/web/trips.graphql', line: 2, column: 5, reason: 'No such field.' }],
  lostAccess: [
    {
      ...{ operation: 'Me', file: 'clients/web/me.graphql', line: 3, column: 7, coordinate: 'Driver.name' },
      ...{ roles: ['anonymous', 'driver'], isApproved: false },
    },
  ],
  staleApprovals: [{ approval: { ...approval, path: 'Trip.old', line: 5 }, reason: 'it matches no change' }],
  mergedApprovals: [{ ...approval, path: 'Trip.gone', line: 9 }],
};

const fine: Compared = {
  ...compared,
  ...{ ok: true, changes: [], faults: [], lostAccess: [], staleApprovals: [], mergedApprovals: [] },
};

const broken: DoesNotCompose = {
  outcome: 'does-not-compose',
  ok: false,
  errors: [
    {
      ...{ code: 'INVALID_FIELD_SHARING', message: 'Non-shareable field "Query.a"', hint: 'Mark it @shareable.' },
      places: [
        { file: 'subgraphs/one/schema.graphql', line: 1, column: 2 },
        { file: 'subgraphs/two/schema.graphql', line: 3, column: 4 },
      ],
    },
  ],
  disagreement: null,
};

const couldNotRun: CouldNotRun = { outcome: 'could-not-run', ok: false, reason: 'no commit "x"' };

describe('the report for a terminal', () => {
  test('has the changes by severity, with what fails and what excuses them', () => {
    expect(reportAs('text', compared)).toBe(`The schema, compared with main at 0123456789ab:

Breaking: clients that use it fail (2)
  Trip.price  FIELD_REMOVED  Field 'price' was removed
      used by 1 request
  Trip.note  FIELD_REMOVED  Field 'note' was removed
      approved by Trips until 2031-01-31: It was never shown.

Dangerous: clients or gateways may not handle it (1)
  Status.X  ENUM_VALUE_ADDED  Value 'X' was added

Safe (2)
  Trip.seat  AUTHORIZATION_REMOVED  It is public now
      fails: somebody gains access, which needs an approval
  Seat  TYPE_ADDED  Type added

Client operations that are invalid, cannot be planned, or lose a field (2)
  clients/web/trips.graphql:2:5  Trips  No such field.
  clients/web/me.graphql:3:7  Me  anonymous and driver no longer get Driver.name

Approvals to remove (2)
  schema-approvals.yml:5  FIELD_REMOVED Trip.old  stale: it matches no change
  schema-approvals.yml:9  FIELD_REMOVED Trip.gone  merged: the base has the change

Not fine: 1 breaking change, 1 change by which somebody gains access, 2 faults in client operations and 1 stale approval.`);
  });

  test('has each place of an error of composition, and a hint', () => {
    expect(reportAs('text', broken)).toBe(`The subgraphs do not compose:
  INVALID_FIELD_SHARING: Non-shareable field "Query.a"
      at subgraphs/one/schema.graphql:1:2
      at subgraphs/two/schema.graphql:3:4
      hint: Mark it @shareable.

Not fine.`);
  });

  test('is empty without a verdict', () => {
    expect(reportAs('text', couldNotRun)).toBe('');
  });
});

test('the JSON has its version, and the same fields for every change', () => {
  const report = JSON.parse(reportAs('json', compared));

  expect(report).toMatchObject({
    version: 1,
    outcome: 'compared',
    ok: false,
    base: 'main at 0123456789ab',
    baseHasSchema: true,
    operations: { count: 3, faults: compared.faults, lostAccess: compared.lostAccess },
    approvals: { stale: [{ path: 'Trip.old', line: 5, why: 'it matches no change' }], merged: [{ path: 'Trip.gone' }] },
  });
  const keys = ['code', 'severity', 'path', 'message', 'subgraph', 'access', 'failure', 'approval', 'traffic', 'place'];
  for (const change of report.changes) expect(Object.keys(change)).toEqual(keys);
  expect(JSON.parse(reportAs('json', broken))).toEqual({
    ...{ version: 1, outcome: 'does-not-compose', ok: false },
    ...{ errors: broken.errors, disagreement: null },
  });
  expect(JSON.parse(reportAs('json', couldNotRun))).toEqual({ version: 1, ...couldNotRun });
});

describe('the report for GitHub', () => {
  test('annotates lines', () => {
    expect(reportAs('github', compared).split('\n')).toEqual([
      "::error file=subgraphs/trips/schema.graphql,line=4,col=6,title=FIELD_REMOVED Trip.price::Field 'price' was removed%0Aused by 1 request",
      "::notice title=FIELD_REMOVED Trip.note::Field 'note' was removed%0Aapproved by Trips until 2031-01-31: It was never shown.",
      "::warning title=ENUM_VALUE_ADDED Status.X::Value 'X' was added",
      '::error title=AUTHORIZATION_REMOVED Trip.seat::It is public now%0Afails: somebody gains access, which needs an approval',
      '::error file=clients/web/trips.graphql,line=2,col=5,title=Trips::No such field.',
      '::error file=clients/web/me.graphql,line=3,col=7,title=Me::anonymous and driver no longer get Driver.name',
      '::error file=schema-approvals.yml,line=5,col=1,title=Stale approval of FIELD_REMOVED Trip.old::it matches no change: remove the entry',
      '::notice file=schema-approvals.yml,line=9,col=1,title=Merged approval of FIELD_REMOVED Trip.gone::the base has the change already: remove the entry',
    ]);
    expect(reportAs('github', broken).split('\n')).toHaveLength(2);
    expect(reportAs('github', couldNotRun)).toBe('::error title=The schema check could not run::no commit "x"');
    expect(reportAs('github', fine)).toBe('');
  });

  test('escapes what would end a property or a command', () => {
    const place = { file: 'a,b:c%.graphql', line: 1, column: 2 };

    expect(githubReport([{ level: 'error', title: 'x,y: 5%\n::error::z', message: '1%\r\n::set-env::', place }])).toBe(
      '::error file=a%2Cb%3Ac%25.graphql,line=1,col=2,title=x%2Cy%3A 5%25%0A%3A%3Aerror%3A%3Az::1%25%0D%0A::set-env::',
    );
  });

  test('has ten annotations of a level, and the others as lines that are no commands', () => {
    const findings = Array.from({ length: 12 }, () => ({ level: 'error' as const, title: 't', message: 'a\n::b::' }));

    expect(githubReport(findings).split('\n').slice(9)).toEqual([
      '::error title=t::a%0A::b::',
      'error: t: a ::b::',
      'error: t: a ::b::',
    ]);
  });
});

describe('the JUnit report', () => {
  test('has a failing test for each error, and a passing one for each other finding', () => {
    const report = reportAs('junit', { ...compared, lostAccess: [], staleApprovals: [], mergedApprovals: [] });

    expect(report).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="masar schema check" tests="5" failures="3" errors="0">
  <testsuite name="schema" tests="5" failures="3" errors="0">
    <testcase classname="schema" name="FIELD_REMOVED Trip.price" file="subgraphs/trips/schema.graphql" line="4"><failure message="Field &apos;price&apos; was removed&#10;used by 1 request" type="schema">subgraphs/trips/schema.graphql:4:6&#10;Field &apos;price&apos; was removed&#10;used by 1 request</failure></testcase>
    <testcase classname="schema" name="FIELD_REMOVED Trip.note"><system-out>notice: Field &apos;note&apos; was removed&#10;approved by Trips until 2031-01-31: It was never shown.</system-out></testcase>
    <testcase classname="schema" name="ENUM_VALUE_ADDED Status.X"><system-out>warning: Value &apos;X&apos; was added</system-out></testcase>
    <testcase classname="schema" name="AUTHORIZATION_REMOVED Trip.seat"><failure message="It is public now&#10;fails: somebody gains access, which needs an approval" type="schema">It is public now&#10;fails: somebody gains access, which needs an approval</failure></testcase>
    <testcase classname="schema" name="Trips" file="clients/web/trips.graphql" line="2"><failure message="No such field." type="schema">clients/web/trips.graphql:2:5&#10;No such field.</failure></testcase>
  </testsuite>
</testsuites>`);
  });

  test('has one passing test if there is no finding, and an error without a verdict', () => {
    expect(reportAs('junit', fine)).toContain('<testcase classname="schema" name="schema check"/>');
    expect(reportAs('junit', couldNotRun)).toContain('tests="1" failures="0" errors="1"');
    expect(reportAs('junit', couldNotRun)).toContain('<error message="no commit &quot;x&quot;" type="schema">');
  });

  test('replaces what XML has no place for, and escapes the rest', () => {
    const reason = '\u0000\u001B[31m \uFFFE\uD800 <a b="c">&\'\t\u{1F697}';

    expect(reportAs('junit', { ...couldNotRun, reason })).toContain(
      '<error message="\uFFFD\uFFFD[31m \uFFFD\uFFFD &lt;a b=&quot;c&quot;&gt;&amp;&apos;&#9;\u{1F697}"',
    );
  });
});

describe('the Markdown', () => {
  test('has a table for each severity, with the safe changes folded unless one fails', () => {
    const [head, , base, ...lines] = reportAs('markdown', compared).split('\n');

    expect(head).toBe(
      '### :x: Schema check: Not fine\\: 1 breaking change, 1 change by which somebody gains access, 2 faults in client operations and 1 stale approval.',
    );
    expect(base).toBe('The schema, compared with main at 0123456789ab\\:');
    expect(lines).toContain("| :x: | FIELD\\_REMOVED | Trip.price | Field 'price' was removed<br>used by 1 request |");
    expect(lines).toContain('#### Safe (2)');
    const folded = reportAs('markdown', { ...compared, changes: compared.changes.slice(4) });
    expect(folded).toContain('<details><summary>Safe (1)</summary>');
  });

  test('says what keeps the schema from a verdict', () => {
    expect(reportAs('markdown', couldNotRun)).toBe('### :warning: Schema check: could not run\n\nno commit "x"');
    expect(reportAs('markdown', broken)).toContain(
      '| INVALID\\_FIELD\\_SHARING | subgraphs/one/schema.graphql\\:1\\:2<br>subgraphs/two/schema.graphql\\:3\\:4 | Non\\-shareable field "Query.a"<br>Hint\\: Mark it @\u200Bshareable. |',
    );
  });

  test.each([
    ['a | b', 'a \\| b'],
    ['\\| b', '\\\\\\| b'],
    ['a\n\n# b\r\n- c', 'a<br><br>\\# b<br>\\- c'],
    ['<img src=x>&lt;', '&lt;img src=x&gt;&amp;lt;'],
    ['[a](http://b) ![c](d)', '\\[a\\]\\(http\\://\u200Bb\\) \\!\\[c\\]\\(d\\)'],
    ['@team #12 GH-12 www.x.org', '@\u200Bteam \\#\u200B12 GH\\-\u200B12 www.\u200Bx.org'],
    ['`a` **b** _c_ ~~d~~ $e$ :car:', '\\`a\\` \\*\\*b\\*\\* \\_c\\_ \\~\\~d\\~\\~ \\$e\\$ \\:\u200Bcar\\:'],
    ['1. a', '1\\. a'],
    ['\u001B[31m\u202E', '\uFFFD\\[31m\uFFFD'],
  ])('keeps the text %j a text', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  test('is cut off before it is too long for a comment', () => {
    const [change] = compared.changes;
    if (!change) throw new Error('no change');
    const report = markdownReport({ ...compared, changes: Array.from({ length: 2_000 }, () => change) });

    expect(report.length).toBeLessThan(65_536);
    expect(report).toMatch(/\nThe report is cut off: \d+ lines more\.$/);
  });
});

test.each(formats)('the report as %s has no control character of a schema', (format: Format) => {
  const evil = 'a\u001B[31m\u0007\u202Eb';
  const [change] = compared.changes;
  if (!change) throw new Error('no change');
  const report = reportAs(format, { ...compared, changes: [{ ...change, message: evil, path: evil }] });

  // JSON is read by machines, which need the text as it is.
  if (format === 'json') expect(report).toContain('a\\u001b[31m\\u0007');
  else expect(report).not.toMatch(/[^\P{Cc}\n]/u);
});

test('the text of a schema is no command to GitHub Actions in the report for a terminal', () => {
  const [change] = compared.changes;
  if (!change) throw new Error('no change');
  const message = 'a\n::add-mask::x\n##[error]y';

  expect(reportAs('text', { ...compared, changes: [{ ...change, message }] })).not.toMatch(/^\s*::|##\[/m);
});

test('safe changes that pass are no findings', () => {
  expect(findingsOf(compared).map(({ title }) => title)).not.toContain('TYPE_ADDED Seat');
});

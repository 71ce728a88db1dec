import { approvalsFile, approvedChange } from '../approvals/approval.ts';
import type { Severity } from '../changes/schema-change.ts';
import type { Compared, DoesNotCompose } from '../check/check-schema.ts';
import type { CheckedChange } from '../check/checked-change.ts';
import { escapeMarkdown as text } from './escape-markdown.ts';
import type { Reported } from './reported.ts';
import { headline, lostText, placeText, remarksOn, verdict } from './texts.ts';

/** Bytes. GitHub accepts comments of 65,536 characters, and Linux environment variables of 128 kB. */
const maxLength = 60_000;

const titles: readonly [Severity, string][] = [
  ['breaking', 'Breaking'],
  ['dangerous', 'Dangerous'],
  ['safe', 'Safe'],
];

/**
 * Returns the result in GitHub's Markdown, short enough for a comment. Texts from schemas and operations are escaped: they cannot format,
 * link, mention anybody or leave their cell.
 */
export function markdownReport(reported: Reported): string {
  const lines = linesOf(reported);
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += Buffer.byteLength(line) + 1;
    if (length > maxLength)
      return [...kept, '', `The report is cut off: ${lines.length - kept.length} lines more.`].join('\n');
    kept.push(line);
  }
  return kept.join('\n');
}

function linesOf(reported: Reported): string[] {
  if (reported.outcome === 'could-not-run')
    return ['### :warning: Schema check: could not run', '', text(reported.reason)];
  if (reported.outcome === 'does-not-compose') return compositionLines(reported);
  const mark = reported.ok ? ':white_check_mark:' : ':x:';
  return [
    `### ${mark} Schema check: ${text(verdict(reported))}`,
    '',
    text(headline(reported)),
    ...titles.flatMap(([severity, title]) => changeLines(title, severity, reported)),
    ...operationLines(reported),
    ...approvalLines(reported),
  ];
}

function changeLines(title: string, severity: Severity, { changes }: Compared): string[] {
  const matching = changes.filter((change) => change.severity === severity);
  if (matching.length === 0) return [];
  const table = rows(['', 'Change', 'Element', 'What changed'], matching.map(changeCells));
  const heading = `${title} (${matching.length})`;
  if (severity !== 'safe' || matching.some(({ failure }) => failure)) return ['', `#### ${heading}`, '', ...table];
  return ['', `<details><summary>${heading}</summary>`, '', ...table, '', '</details>'];
}

function changeCells(change: CheckedChange): string[] {
  const { code, path, message, failure } = change;
  const mark = failure ? ':x:' : change.approval ? ':ballot_box_with_check:' : '';
  const texts = [message, ...remarksOn(change)].map(text).join('<br>');
  return [mark, text(code), text(path), texts];
}

function operationLines({ operationCount, faults, lostAccess }: Compared): string[] {
  const all = [
    ...faults.map((fault) => [':x:', fault.operation, placeText(fault), fault.reason]),
    ...lostAccess.map((lost) => [lost.isApproved ? '' : ':x:', lost.operation, placeText(lost), lostText(lost)]),
  ];
  if (all.length === 0)
    return ['', `Client operations: all ${operationCount} are valid, can be planned, and lose no field.`];
  const cells = all.map(([mark = '', ...texts]) => [mark, ...texts.map(text)]);
  return ['', `#### Client operations (${all.length})`, '', ...rows(['', 'Operation', 'Place', 'Fault'], cells)];
}

function approvalLines({ staleApprovals, mergedApprovals }: Compared): string[] {
  const all = [
    ...staleApprovals.map(({ approval, reason }) => [':x:', approval, `stale: ${reason}`] as const),
    ...mergedApprovals.map((approval) => ['', approval, 'merged: the base has the change'] as const),
  ];
  if (all.length === 0) return [];
  const cells = all.map(([mark, approval, reason]) => [
    mark,
    text(approvedChange(approval)),
    text(`${approvalsFile}:${approval.line}`),
    text(reason),
  ]);
  return ['', `#### Approvals to remove (${all.length})`, '', ...rows(['', 'Approval', 'Place', 'Why'], cells)];
}

function compositionLines({ errors, disagreement }: DoesNotCompose): string[] {
  const cells = errors.map(({ code, message, places, hint }) => [
    text(code),
    places.map((place) => text(placeText(place))).join('<br>'),
    [message, ...(hint === undefined ? [] : [`Hint: ${hint}`])].map(text).join('<br>'),
  ]);
  return [
    '### :x: Schema check: the subgraphs do not compose',
    '',
    ...rows(['Error', 'Places', 'Why'], cells),
    ...(disagreement ? ['', text(disagreement.message)] : []),
  ];
}

function rows(head: readonly string[], cells: readonly (readonly string[])[]): string[] {
  const row = (each: readonly string[]) => `| ${each.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...cells.map(row)];
}

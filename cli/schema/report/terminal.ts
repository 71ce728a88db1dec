import { approvalsFile, approvedChange } from '../approvals/approval.ts';
import type { Severity } from '../changes/schema-change.ts';
import type { Compared, DoesNotCompose } from '../check/check-schema.ts';
import type { CheckedChange } from '../check/checked-change.ts';
import { printable } from './printable.ts';
import type { Reported } from './reported.ts';
import { headline, lostText, placeText, remarksOn, verdict } from './texts.ts';

const titles: readonly [Severity, string][] = [
  ['breaking', 'Breaking: clients that use it fail'],
  ['dangerous', 'Dangerous: clients or gateways may not handle it'],
  ['safe', 'Safe'],
];

/** Returns the result as text for people. The last line is the verdict. Empty for a check without one, whose reason goes to stderr. */
export function terminalReport(reported: Reported): string {
  const lines =
    reported.outcome === 'compared'
      ? comparedLines(reported)
      : reported.outcome === 'does-not-compose'
        ? compositionLines(reported)
        : [];
  return lines.map(printable).join('\n');
}

function comparedLines(check: Compared): string[] {
  const { changes } = check;
  return [
    headline(check),
    ...changeSections(changes),
    ...operationLines(check),
    ...approvalLines(check),
    '',
    verdict(check),
  ];
}

/** The changes by their severity, each section after an empty line. */
export function changeSections(changes: readonly CheckedChange[]): string[] {
  return titles.flatMap(([severity, title]) => {
    const matching = changes.filter((change) => change.severity === severity);
    return matching.length === 0 ? [] : ['', `${title} (${matching.length})`, ...matching.flatMap(changeLines)];
  });
}

function changeLines(change: CheckedChange): string[] {
  const { path, code, message } = change;
  return [...indented(2, `${path}  ${code}  ${message}`), ...remarksOn(change).flatMap((each) => indented(6, each))];
}

function operationLines({ operationCount, faults, lostAccess }: Compared): string[] {
  const affected = new Set([...faults, ...lostAccess].map(({ operation }) => operation));
  if (affected.size === 0)
    return ['', `Client operations: all ${operationCount} are valid, can be planned, and lose no field.`];
  return [
    '',
    `Client operations that are invalid, cannot be planned, or lose a field (${affected.size})`,
    ...faults.flatMap((fault) => indented(2, `${placeText(fault)}  ${fault.operation}  ${fault.reason}`)),
    ...lostAccess.flatMap((lost) => indented(2, `${placeText(lost)}  ${lost.operation}  ${lostText(lost)}`)),
  ];
}

function approvalLines({ staleApprovals, mergedApprovals }: Compared): string[] {
  if (staleApprovals.length + mergedApprovals.length === 0) return [];
  return [
    '',
    `Approvals to remove (${staleApprovals.length + mergedApprovals.length})`,
    ...staleApprovals.map(
      ({ approval, reason }) => `  ${approvalsFile}:${approval.line}  ${approvedChange(approval)}  stale: ${reason}`,
    ),
    ...mergedApprovals.map(
      (approval) => `  ${approvalsFile}:${approval.line}  ${approvedChange(approval)}  merged: the base has the change`,
    ),
  ];
}

function compositionLines({ errors, disagreement }: DoesNotCompose): string[] {
  return [
    'The subgraphs do not compose:',
    ...errors.flatMap(({ code, message, places, hint }) => [
      ...indented(2, `${code}: ${message}`),
      ...places.map((place) => `      at ${placeText(place)}`),
      ...(hint === undefined ? [] : indented(6, `hint: ${hint}`)),
    ]),
    ...(disagreement ? ['', `Dangerous: ${disagreement.message}`] : []),
    '',
    'Not fine.',
  ];
}

/** The lines of a text, those after the first further to the right. */
function indented(spaces: number, text: string): string[] {
  const [first = '', ...others] = text.split(/\r\n|[\n\r]/);
  return [`${' '.repeat(spaces)}${first}`, ...others.map((line) => `${' '.repeat(spaces + 2)}${line}`)];
}

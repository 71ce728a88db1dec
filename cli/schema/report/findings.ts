import { approvalsFile, approvedChange } from '../approvals/approval.ts';
import type { Compared, DoesNotCompose } from '../check/check-schema.ts';
import type { Place } from '../sources/element-places.ts';
import type { Reported } from './reported.ts';
import { lostText, remarksOn } from './texts.ts';

/** Something to tell about a line of a file. */
export interface Finding {
  /** `error`: the check fails because of it. `warning`: a dangerous change. `notice`: it passes. */
  level: 'error' | 'warning' | 'notice';
  title: string;
  message: string;
  place?: Place | undefined;
}

/** Returns the findings of a check. Safe changes that nobody has to read are none. */
export function findingsOf(reported: Reported): Finding[] {
  if (reported.outcome === 'could-not-run')
    return [{ level: 'error', title: 'The schema check could not run', message: reported.reason }];
  return reported.outcome === 'does-not-compose' ? ofComposition(reported) : ofComparison(reported);
}

function ofComposition({ errors, disagreement }: DoesNotCompose): Finding[] {
  return [
    ...errors.flatMap(({ code, message, places, hint }): Finding[] => {
      const finding: Finding = {
        level: 'error',
        title: code,
        message: hint === undefined ? message : `${message}\nHint: ${hint}`,
      };
      return places.length === 0 ? [finding] : places.map((place) => ({ ...finding, place }));
    }),
    ...(disagreement ? [{ level: 'warning' as const, title: disagreement.code, message: disagreement.message }] : []),
  ];
}

function ofComparison({ changes, faults, lostAccess, staleApprovals, mergedApprovals }: Compared): Finding[] {
  return [
    ...changes
      .filter(({ severity, failure }) => failure !== null || severity !== 'safe')
      .map(
        (change): Finding => ({
          level: change.failure ? 'error' : change.severity === 'dangerous' && !change.approval ? 'warning' : 'notice',
          title: `${change.code} ${change.path}`,
          message: [change.message, ...remarksOn(change)].join('\n'),
          place: change.place,
        }),
      ),
    ...faults.map(
      ({ operation, reason, ...place }): Finding => ({ level: 'error', title: operation, message: reason, place }),
    ),
    ...lostAccess.map(
      (lost): Finding => ({
        level: lost.isApproved ? 'notice' : 'error',
        title: lost.operation,
        message: lostText(lost),
        place: lost,
      }),
    ),
    ...staleApprovals.map(
      ({ approval, reason }): Finding => ({
        level: 'error',
        title: `Stale approval of ${approvedChange(approval)}`,
        message: `${reason}: remove the entry`,
        place: { file: approvalsFile, line: approval.line, column: 1 },
      }),
    ),
    ...mergedApprovals.map(
      (approval): Finding => ({
        level: 'notice',
        title: `Merged approval of ${approvedChange(approval)}`,
        message: 'the base has the change already: remove the entry',
        place: { file: approvalsFile, line: approval.line, column: 1 },
      }),
    ),
  ];
}

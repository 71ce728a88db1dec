import { count } from '../../schema/report/count.ts';
import { printable } from '../../schema/report/printable.ts';
import type { StaleOperation } from './stale-operations.ts';

/** The published operations that nobody uses. */
export interface StaleReport {
  days: number;
  /** The first of these days, such as `2031-02-03`, in UTC. */
  firstDay: string;
  /** The first day with a count. */
  since: string;
  /** The requests of these days whose operation is not known. */
  otherRequests: number;
  publishedCount: number;
  stale: readonly StaleOperation[];
}

/** The version of the shape of the JSON. It changes when something is removed or changes its meaning. */
const staleJsonVersion = 1;

/** The report as JSON. docs/schema.md describes its shape, in which fields may be added. */
export function staleReportAsJson(report: StaleReport): string {
  return JSON.stringify({ version: staleJsonVersion, ...report }, null, 2);
}

/** Clients of an operation that a line names. */
const namedClients = 3;

/** The report as text for people. */
export function staleReportAsText(report: StaleReport): string {
  const { days, firstDay, since, otherRequests, publishedCount, stale } = report;
  const lines = [
    `${stale.length} of ${count(publishedCount, 'published operation')} were not used in the last ${count(days, 'day')}.`,
    ...(since > firstDay ? [`Counting began on ${since}: what was used before is unknown.`] : []),
    ...(otherRequests > 0
      ? [`${count(otherRequests, 'request')} of these days had an operation that is not known: it may be one of these.`]
      : []),
    ...(stale.length > 0 ? [''] : []),
    ...stale.map(({ id, name, lastUses }) => `  ${name}  ${id}  ${usesText(lastUses)}`),
  ];
  return lines.map(printable).join('\n');
}

function usesText(uses: StaleOperation['lastUses']): string {
  if (uses.length === 0) return 'no use is known';
  const named = uses
    .slice(0, namedClients)
    .map(({ clientName, clientVersion, lastDay }) =>
      [clientName, clientVersion, `on ${lastDay}`].filter(Boolean).join(' '),
    );
  return `last used by ${named.join(', ')}${uses.length > namedClients ? ', and others' : ''}`;
}

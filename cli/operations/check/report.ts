import { count } from '../../schema/report/count.ts';
import { printable } from '../../schema/report/printable.ts';
import type { Finding } from './finding.ts';

/** The result of a check of a manifest. */
export interface ManifestReport {
  /** What the operations were checked against, such as `version 3`. */
  against: string;
  operationCount: number;
  findings: readonly Finding[];
}

/** The version of the shape of the JSON. It changes when something is removed or changes its meaning. */
const manifestJsonVersion = 1;

/** Whether the client may ship. */
export const isFine = ({ findings }: ManifestReport): boolean => findings.every(({ severity }) => severity !== 'fault');

/** The result as JSON. docs/schema.md describes its shape, in which fields may be added. */
export function manifestReportAsJson(report: ManifestReport): string {
  return JSON.stringify({ version: manifestJsonVersion, ok: isFine(report), ...report }, null, 2);
}

/** The result as text for people. The last line is the verdict. */
export function manifestReportAsText(report: ManifestReport): string {
  const { against, operationCount, findings } = report;
  const faults = findings.filter(({ severity }) => severity === 'fault');
  const lines = [
    `${count(operationCount, 'operation')}, checked against ${against}.`,
    ...section('Faults', faults),
    ...section(
      'Warnings',
      findings.filter(({ severity }) => severity === 'warning'),
    ),
    '',
    faults.length === 0 ? 'Fine.' : `Not fine: ${count(faults.length, 'fault')}.`,
  ];
  return lines.map(printable).join('\n');
}

function section(title: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [
    '',
    `${title} (${findings.length})`,
    ...findings.map(
      ({ operation, line, column, code, message }) =>
        `  ${operation || '(unnamed)'}:${line}:${column}  ${code}  ${message}`,
    ),
  ];
}

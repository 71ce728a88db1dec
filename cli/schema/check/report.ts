import type { Severity } from '../changes/schema-change.ts';
import type { Compared, SchemaCheck } from './check-schema.ts';

const titles: readonly [Severity, string][] = [
  ['breaking', 'Breaking: clients that use it fail'],
  ['dangerous', 'Dangerous: clients may receive a value that they do not handle'],
  ['safe', 'Safe'],
];

/** Returns the result as text. The last line is the verdict. */
export function reportOf(check: SchemaCheck): string {
  if (check.outcome === 'compared')
    return [...changeLines(check), ...operationLines(check), '', verdict(check)].join('\n');
  return ['The subgraphs do not compose:', ...check.errors.map((error) => `  ${error}`), '', 'Not fine.'].join('\n');
}

function changeLines({ commit, baseHasSchema, changes }: Compared): string[] {
  const base = commit.slice(0, 12);
  if (!baseHasSchema) return [`${base} has no schema to compare with.`];
  if (changes.length === 0) return [`The schema is the same as at ${base}.`];
  return [
    `The schema, compared with ${base}:`,
    ...titles.flatMap(([severity, title]) => {
      const matching = changes.filter((change) => change.severity === severity);
      if (matching.length === 0) return [];
      return ['', `${title} (${matching.length})`, ...matching.map(({ path, message }) => `  ${path}  ${message}`)];
    }),
  ];
}

function operationLines({ operationCount, faults }: Compared): string[] {
  if (faults.length === 0) return ['', `Client operations: all ${operationCount} validate.`];
  return [
    '',
    `Client operations that no longer validate (${new Set(faults.map(({ operation }) => operation)).size})`,
    ...faults.map(({ operation, file, line, reason }) => `  ${file}:${line}  ${operation}  ${reason}`),
  ];
}

function verdict({ ok, changes, faults }: Compared): string {
  if (ok) return 'Fine.';
  const breaking = changes.filter(({ severity }) => severity === 'breaking').length;
  const reasons = [
    ...(breaking > 0 ? [count(breaking, 'breaking change')] : []),
    ...(faults.length > 0 ? [`${count(faults.length, 'fault')} in client operations`] : []),
  ];
  return `Not fine: ${reasons.join(' and ')}.`;
}

function count(n: number, thing: string): string {
  return n === 1 ? `1 ${thing}` : `${n} ${thing}s`;
}

import { type ChangeCode, changeCodes } from '../../cli/schema/changes/change-codes.ts';
import { compositionCodes } from '../../cli/schema/composition/composition-codes.ts';
import { type LintRule, lintRules } from '../../cli/schema/lint/lint-rules.ts';
import { cell, generatedNotice, table } from './markdown-table.ts';

/** Returns the document of all codes of the schema check and all rules of the lint. */
export function schemaCodes(
  codes: readonly ChangeCode[] = [...changeCodes, ...compositionCodes],
  rules: readonly LintRule[] = lintRules,
): string {
  return [
    '# Codes of the schema check and rules of the lint',
    generatedNotice,
    '',
    'The guide to [changes of the schema](../schema.md) says what to do about them.',
    '',
    '## Codes',
    'A change is of the first severity that its case allows.',
    '',
    ...table(
      ['Code', 'Severity', 'Meaning'],
      codes.map(({ code, severities, meaning }) => [`\`${code}\``, severities.join(', '), cell(meaning)]),
    ),
    '',
    '## Rules',
    ...table(
      ['Rule', '', 'What it requires'],
      rules.map(({ name, severity, requires }) => [`\`${name}\``, severity, cell(requires)]),
    ),
    '',
  ].join('\n');
}

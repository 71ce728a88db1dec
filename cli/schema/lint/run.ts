import { CannotRun } from '../cannot-run.ts';
import type { LintFormat } from './formats.ts';
import { type LintScope, lintSchemas } from './lint-schemas.ts';
import { lintReport } from './report.ts';

/** Runs the lint, prints the result in a format, and returns the exit code: 0 fine, 1 not fine, 2 could not run. */
export async function runSchemaLint(root: string, scope: LintScope, format: LintFormat): Promise<0 | 1 | 2> {
  try {
    const lint = await lintSchemas(root, scope);
    print(lintReport(format, { outcome: 'linted', ...lint }));
    return lint.ok ? 0 : 1;
  } catch (error) {
    // Any other error is no verdict on the schemas either.
    console.error('schema lint could not run:', error instanceof CannotRun ? error.message : error);
    print(lintReport(format, { outcome: 'could-not-run', ok: false, reason: (error as Error).message }));
    return 2;
  }
}

function print(report: string): void {
  if (report !== '') console.log(report);
}

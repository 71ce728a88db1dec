import { CannotRun } from '../cannot-run.ts';
import { invalidSyntax } from '../composition/composition-error.ts';
import type { Format } from '../report/formats.ts';
import { printable } from '../report/printable.ts';
import { reportAs } from '../report/report.ts';
import type { Reported } from '../report/reported.ts';
import { type CheckOptions, checkSchema, type SchemaCheck } from './check-schema.ts';

/** Runs the check, prints the result in a format, and returns the exit code: 0 fine, 1 not fine, 2 could not run. */
export async function runSchemaCheck(root: string, options: CheckOptions, format: Format): Promise<0 | 1 | 2> {
  try {
    const check = await checkSchema(root, options);
    print(format, check);
    return exitCodeOf(check);
  } catch (error) {
    // Any other error is no verdict on the schema either.
    const isExpected = error instanceof CannotRun;
    const reason = isExpected ? error.message.split('\n').map(printable).join('\n') : error;
    console.error('schema check could not run:', reason);
    print(format, { outcome: 'could-not-run', ok: false, reason: (error as Error).message });
    return 2;
  }
}

/** Schemas with a syntax error are no schemas to judge. */
function exitCodeOf(check: SchemaCheck): 0 | 1 | 2 {
  if (check.ok) return 0;
  const isUnreadable = check.outcome === 'does-not-compose' && check.errors.some(({ code }) => code === invalidSyntax);
  return isUnreadable ? 2 : 1;
}

function print(format: Format, reported: Reported): void {
  const report = reportAs(format, reported);
  if (report !== '') console.log(report);
}

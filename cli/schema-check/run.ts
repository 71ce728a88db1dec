import { CannotRun } from './cannot-run.ts';
import { checkSchema } from './check-schema.ts';
import { reportOf } from './report.ts';

/** Runs the check, prints what it found, and resolves to the exit code: 0 fine, 1 not fine, 2 could not run. */
export async function runSchemaCheck(root: string, base: string): Promise<0 | 1 | 2> {
  try {
    const check = await checkSchema(root, base);
    console.log(reportOf(check));
    return check.ok ? 0 : 1;
  } catch (error) {
    // An error of the check's own must not pass for a verdict on the schema either.
    console.error('schema check could not run:', error instanceof CannotRun ? error.message : error);
    return 2;
  }
}

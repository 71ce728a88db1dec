import { CannotRun } from '../cannot-run.ts';
import { checkSchema } from './check-schema.ts';
import { reportOf } from './report.ts';

/** Runs the check, prints the result, and returns the exit code: 0 fine, 1 not fine, 2 could not run. */
export async function runSchemaCheck(root: string, base: string): Promise<0 | 1 | 2> {
  try {
    const check = await checkSchema(root, base);
    console.log(reportOf(check));
    return check.ok ? 0 : 1;
  } catch (error) {
    // Any other error is no verdict on the schema either.
    console.error('schema check could not run:', error instanceof CannotRun ? error.message : error);
    return 2;
  }
}

import type { Environment } from '#platform/settings.ts';
import { listVersions, type VersionPage } from '../../../registry/versions/read-versions.ts';
import { CannotRun } from '../cannot-run.ts';
import { withRegistry } from '../registry.ts';
import { printable } from '../report/printable.ts';
import { versionsAsJson, versionsAsTable } from './list-report.ts';
import { readFailures } from './version-source.ts';

/** Lists the published versions. Returns the exit code. */
export async function runVersions(environment: Environment, page: VersionPage, isJson: boolean): Promise<0 | 2> {
  try {
    const versions = await withRegistry(environment, readFailures, (client) => listVersions(client, page));
    console.log(isJson ? versionsAsJson(versions) : versionsAsTable(versions).map(printable).join('\n'));
    return 0;
  } catch (error) {
    console.error('could not list the versions:', error instanceof CannotRun ? error.message : error);
    return 2;
  }
}

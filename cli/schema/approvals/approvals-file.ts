import path from 'node:path';
import { readIfPresent } from '../../files.ts';
import { orCannotRun } from '../cannot-run.ts';
import { approvalsFile } from './approval.ts';

/**
 * Reads schema-approvals.yml below `root`. Returns null if there is none.
 *
 * @throws CannotRun when it is unreadable.
 */
export function readApprovalsFile(root: string): Promise<string | null> {
  return orCannotRun(`can't read ${approvalsFile}`, () => readIfPresent(path.join(root, approvalsFile)));
}

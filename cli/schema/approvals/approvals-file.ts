import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { orCannotRun } from '../cannot-run.ts';
import { approvalsFile } from './approval.ts';

/**
 * Reads schema-approvals.yml below `root`. Returns null if there is none.
 *
 * @throws CannotRun when it is unreadable.
 */
export function readApprovalsFile(root: string): Promise<string | null> {
  return orCannotRun(`can't read ${approvalsFile}`, async () => {
    try {
      return await readFile(path.join(root, approvalsFile), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  });
}

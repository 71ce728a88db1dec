import fs from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { projectFiles } from '../scripts/project-files.ts';

/** Copies the project as a clone would have it, with uncommitted changes, without `node_modules`. */
export async function copyProject(to: string): Promise<void> {
  for (const file of projectFiles(projectRoot)) {
    const target = path.join(to, file);
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.copyFile(path.join(projectRoot, file), target);
  }
}

/** Links `node_modules` into a copy of the project. */
export async function linkModules(to: string): Promise<void> {
  await fs.symlink(path.join(projectRoot, 'node_modules'), path.join(to, 'node_modules'), 'dir');
}

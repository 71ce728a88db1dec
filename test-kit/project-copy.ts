import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';

/** Copies the project as a clone would have it, with uncommitted changes, without `node_modules`. */
export async function copyProject(to: string): Promise<void> {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter(Boolean)) {
    const target = path.join(to, file);
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.cp(path.join(projectRoot, file), target, { force: true }).catch((error) => {
      // git also lists a file whose deletion is not committed.
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Links `node_modules` into a copy of the project. */
export async function linkModules(to: string): Promise<void> {
  await fs.symlink(path.join(projectRoot, 'node_modules'), path.join(to, 'node_modules'), 'dir');
}

import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';

/** Copies the project to a folder as a clone of it would be, with the changes that are not committed yet; without `node_modules`. */
export async function copyProject(to: string): Promise<void> {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter(Boolean)) {
    const target = path.join(to, file);
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.cp(path.join(projectRoot, file), target, { force: true }).catch((error) => {
      // Listed, and deleted but not committed.
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Lets a copy use the packages that are installed here. */
export async function linkModules(to: string): Promise<void> {
  await fs.symlink(path.join(projectRoot, 'node_modules'), path.join(to, 'node_modules'), 'dir');
}

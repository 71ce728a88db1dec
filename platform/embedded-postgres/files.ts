import type { Stats } from 'node:fs';
import fs from 'node:fs/promises';

/** Whether a file, folder or symbolic link exists at this path. */
export async function exists(file: string): Promise<boolean> {
  return (await lstatIfExists(file)) !== undefined;
}

/** Does not follow a symbolic link. Undefined when nothing exists at this path. */
export async function lstatIfExists(file: string): Promise<Stats | undefined> {
  try {
    return await fs.lstat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Calls `visit` for `root` and everything below it, a folder before its contents. Does not follow symbolic links. */
export async function walk(root: string, visit: (file: string, stat: Stats) => Promise<void>): Promise<void> {
  const stat = await fs.lstat(root);
  await visit(root, stat);
  if (!stat.isDirectory()) return;
  for (const name of await fs.readdir(root)) await walk(`${root}/${name}`, visit);
}

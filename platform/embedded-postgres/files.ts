import type { Stats } from 'node:fs';
import fs from 'node:fs/promises';

/** Whether something stands at `file`. A fault other than its absence is thrown. */
export async function exists(file: string): Promise<boolean> {
  return (await statIfAny(file)) !== undefined;
}

/** What stands at `file` itself, not where a symbolic link leads; undefined when nothing does. */
export async function statIfAny(file: string): Promise<Stats | undefined> {
  try {
    return await fs.lstat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Applies `visit` to `root` and all below it, a folder before what is in it. Symbolic links are not followed. */
export async function walk(root: string, visit: (file: string, stat: Stats) => Promise<void>): Promise<void> {
  const stat = await fs.lstat(root);
  await visit(root, stat);
  if (!stat.isDirectory()) return;
  for (const name of await fs.readdir(root)) await walk(`${root}/${name}`, visit);
}

/** Makes a rename or a new file within `folder` survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows can't open a folder, and needs no such call.
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

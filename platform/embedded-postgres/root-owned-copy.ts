import type { Stats } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { statIfAny, walk } from './files.ts';

const STICKY = 0o1000;
const WRITABLE_BY_OTHERS = 0o022;

/** Where copies may stand, best first. */
const HOMES = [
  { folder: '/var/lib/masar-eagle', prefix: '' },
  { folder: os.tmpdir(), prefix: 'masar-eagle-' },
];

/**
 * A copy of `source` that every user can read and only root can write, named by `label` and made once: later starts use
 * it again. Only a copy owned by root is used, so nobody else can have planted it. `assertWorks` must throw for a copy
 * that is of no use (a file system mounted noexec, say); the next home is tried then. Throws when no home is left.
 */
export async function rootOwnedCopy(
  source: string,
  label: string,
  assertWorks: (copy: string) => Promise<void>,
  homes = HOMES,
): Promise<string> {
  const faults: unknown[] = [];
  for (const { folder, prefix } of homes) {
    try {
      const copy = await copyWithin(folder, `${prefix}${label}`, source);
      await assertWorks(copy);
      return copy;
    } catch (error) {
      faults.push(error);
    }
  }
  const reasons = faults.map((fault) => (fault as Error).message).join('; ');
  throw new AggregateError(
    faults,
    `PostgreSQL, which refuses to run as root, could not be copied to where another user can run it: ${reasons}`,
  );
}

async function copyWithin(home: string, name: string, source: string): Promise<string> {
  await ensureHome(home);
  const copy = path.join(home, name);
  if (await isRootsAlone(copy)) return copy;
  const unfinished = await fs.mkdtemp(path.join(home, `${name}.`));
  try {
    await fs.cp(source, unfinished, { recursive: true, verbatimSymlinks: true });
    await walk(unfinished, openToReaders);
  } catch (error) {
    await fs.rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  try {
    await fs.rename(unfinished, copy);
    return copy;
  } catch {
    if (!(await isRootsAlone(copy))) return unfinished; // A stranger sits on the name.
    await fs.rm(unfinished, { recursive: true, force: true }); // Another start was faster.
    return copy;
  }
}

/** Makes the home if it is missing. Throws where a stranger could exchange what root puts there. */
async function ensureHome(home: string): Promise<void> {
  if (!(await statIfAny(home))) {
    await fs.mkdir(home, { recursive: true });
    await fs.chmod(home, 0o755);
  }
  const stat = await fs.lstat(home);
  const closed = (stat.mode & WRITABLE_BY_OTHERS) === 0 || (stat.mode & STICKY) !== 0;
  if (!stat.isDirectory() || stat.uid !== 0 || !closed) throw new Error(`${home} is open to others than root`);
}

async function isRootsAlone(folder: string): Promise<boolean> {
  const stat = await statIfAny(folder);
  return stat?.isDirectory() === true && stat.uid === 0 && (stat.mode & WRITABLE_BY_OTHERS) === 0;
}

/** Rights as after an ordinary install, whatever the umask was then or is now. */
async function openToReaders(file: string, stat: Stats): Promise<void> {
  if (stat.isSymbolicLink()) return;
  await fs.chmod(file, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644);
}

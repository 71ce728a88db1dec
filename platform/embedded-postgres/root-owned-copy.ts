import type { Stats } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { lstatIfExists, walk } from './files.ts';

const sticky = 0o1000;
const writableByOthers = 0o022;

/** Folders for copies, in order of preference. */
const defaultHomes = [
  { folder: '/var/lib/masar-eagle', prefix: '' },
  { folder: os.tmpdir(), prefix: 'masar-eagle-' },
];

/**
 * Makes a copy of `source` that every user can read and only root can write, in the first of `homes` where `assertWorks`
 * accepts it (a file system may be mounted noexec). Later calls with the same `label` use the same copy. Never uses a
 * copy that root does not own, because another user could have planted it.
 *
 * @throws AggregateError when no home has a copy that works.
 */
export async function rootOwnedCopy(
  source: string,
  label: string,
  assertWorks: (copy: string) => Promise<void>,
  homes = defaultHomes,
): Promise<string> {
  const errors: Error[] = [];
  for (const { folder, prefix } of homes) {
    try {
      const copy = await copyInto(folder, `${prefix}${label}`, source);
      await assertWorks(copy);
      return copy;
    } catch (error) {
      errors.push(error as Error);
    }
  }
  const reasons = errors.map(({ message }) => message).join('; ');
  throw new AggregateError(
    errors,
    `PostgreSQL refuses to run as root, and no copy that another user can run could be made: ${reasons}`,
  );
}

async function copyInto(home: string, name: string, source: string): Promise<string> {
  await ensureHome(home);
  const copy = path.join(home, name);
  if (await onlyRootWrites(copy)) return copy;
  const unfinished = await fs.mkdtemp(path.join(home, `${name}.`));
  try {
    await fs.cp(source, unfinished, { recursive: true, verbatimSymlinks: true });
    await walk(unfinished, makeReadable);
  } catch (error) {
    await fs.rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  try {
    await fs.rename(unfinished, copy);
    return copy;
  } catch {
    // Another user has taken the name.
    if (!(await onlyRootWrites(copy))) return unfinished;
    // Another start was faster.
    await fs.rm(unfinished, { recursive: true, force: true });
    return copy;
  }
}

/** Creates `home` if it is missing. Throws when another user could replace root's files in it. */
async function ensureHome(home: string): Promise<void> {
  if (!(await lstatIfExists(home))) {
    await fs.mkdir(home, { recursive: true });
    await fs.chmod(home, 0o755);
  }
  const stat = await fs.lstat(home);
  const closed = (stat.mode & writableByOthers) === 0 || (stat.mode & sticky) !== 0;
  if (!stat.isDirectory() || stat.uid !== 0 || !closed) throw new Error(`${home} is open to users other than root`);
}

async function onlyRootWrites(folder: string): Promise<boolean> {
  const stat = await lstatIfExists(folder);
  return stat?.isDirectory() === true && stat.uid === 0 && (stat.mode & writableByOthers) === 0;
}

/** Sets the permissions of an ordinary install, whatever the umask is or was at the install. */
async function makeReadable(file: string, stat: Stats): Promise<void> {
  if (stat.isSymbolicLink()) return;
  await fs.chmod(file, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644);
}

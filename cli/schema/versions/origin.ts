import os from 'node:os';
import { maxAuthor } from '../../../registry/versions/bounds.ts';
import { CannotRun } from '../cannot-run.ts';
import { commitOf, git } from '../git.ts';

/** Where schemas are from. */
export interface Origin {
  /** The hash of the commit; null where there is no repository, or no commit. */
  commit: string | null;
  /** Whether a file differs from that of the commit. */
  isDirty: boolean;
}

/** Returns the commit that the files in `folder` are from. */
export async function originOf(folder: string, files: readonly string[]): Promise<Origin> {
  try {
    const commit = await commitOf(folder, 'HEAD');
    const status = await git(folder, 'status', '--porcelain', '--ignored', '--untracked-files=all', '--', ...files);
    return { commit, isDirty: status !== '' };
  } catch (error) {
    if (error instanceof CannotRun) return { commit: null, isDirty: false };
    throw error;
  }
}

/**
 * Returns who publishes: the name that `--by` has, or git's user, or the user of the operating system.
 *
 * @throws CannotRun when the name is empty or too long.
 */
export async function authorOf(folder: string, by: string | undefined): Promise<string> {
  const author = (by ?? (await gitUser(folder)) ?? os.userInfo().username)
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
    .trim();
  if (author === '' || author.length > maxAuthor)
    throw new CannotRun(`name who publishes with --by, in at most ${maxAuthor} characters`);
  return author;
}

async function gitUser(folder: string): Promise<string | null> {
  const [name, email] = await Promise.all([configured(folder, 'user.name'), configured(folder, 'user.email')]);
  return name === null ? email : email === null ? name : `${name} <${email}>`;
}

async function configured(folder: string, key: string): Promise<string | null> {
  try {
    return (await git(folder, 'config', '--get', key)).trim() || null;
  } catch (error) {
    if (error instanceof CannotRun) return null;
    throw error;
  }
}

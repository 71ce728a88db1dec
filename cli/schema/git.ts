import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotRun } from './cannot-run.ts';

const run = promisify(execFile);

const limits = { timeout: 30_000, maxBuffer: 16 * 1024 * 1024 };

/**
 * Runs git in `root` and returns its stdout. Uses the repository of `root`, even in a git hook, whose environment names another.
 *
 * @throws CannotRun with the first line of git's error message.
 */
export async function git(root: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await run('git', args, { ...limits, cwd: root, env: environment() });
    return stdout;
  } catch (error) {
    const { stderr = '', code, message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') throw new CannotRun('git is not installed, or not on the PATH', { cause: error });
    throw new CannotRun(stderr.trim().split('\n')[0] || message, { cause: error });
  }
}

/** Returns the hash of the commit that `ref` names. Never treats a ref as an option. */
export async function commitOf(root: string, ref: string): Promise<string> {
  await git(root, 'rev-parse', '--git-dir');
  try {
    return (await git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)).trim();
  } catch (cause) {
    const advice = (await isShallow(root))
      ? 'the clone is shallow: run `git fetch --unshallow`, or check out with its history'
      : 'fetch it, or name another';
    throw new CannotRun(`no commit "${ref}" in this repository: ${advice}`, { cause });
  }
}

async function isShallow(root: string): Promise<boolean> {
  return (await git(root, 'rev-parse', '--is-shallow-repository')).trim() === 'true';
}

/** Returns the files below `folder` in a commit, as paths relative to `root`. */
export async function filesAt(root: string, commit: string, folder: string): Promise<string[]> {
  const listed = await git(root, 'ls-tree', '-r', '-z', '--name-only', commit, '--', `${folder}/`);
  return listed.split('\0').filter((file) => file !== '');
}

/** Returns the text of a file in a commit. `file` is relative to `root`, with forward slashes. */
export function fileAt(root: string, commit: string, file: string): Promise<string> {
  return git(root, 'show', `${commit}:./${file}`);
}

/** Returns the text of a file in a commit, null if the commit does not have it. */
export async function fileIfAt(root: string, commit: string, file: string): Promise<string | null> {
  const listed = await git(root, 'ls-tree', '--name-only', commit, '--', file);
  return listed === '' ? null : fileAt(root, commit, file);
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR)$/.test(name)),
  );
}

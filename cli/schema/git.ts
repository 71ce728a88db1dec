import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotRun } from './cannot-run.ts';

const run = promisify(execFile);

const limits = { timeout: 30_000, maxBuffer: 16 * 1024 * 1024 };

/**
 * Runs git in `root` and returns its stdout. Uses the repository of `root`, even in a git hook, whose environment names another.
 *
 * @throws CannotRun with the error message of git.
 */
export async function git(root: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await run('git', args, { ...limits, cwd: root, env: environment() });
    return stdout;
  } catch (error) {
    const stderr = (error as { stderr?: string }).stderr?.trim();
    throw new CannotRun(stderr || (error as Error).message, { cause: error });
  }
}

/** Returns the hash of the commit that `ref` names. Never treats a ref as an option. */
export async function commitOf(root: string, ref: string): Promise<string> {
  await git(root, 'rev-parse', '--git-dir');
  try {
    return (await git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)).trim();
  } catch (cause) {
    throw new CannotRun(`no commit "${ref}" in this repository: fetch it, or name another`, { cause });
  }
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

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR)$/.test(name)),
  );
}

import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { projectRoot } from '#platform/settings.ts';
import { command } from './process.ts';
import { linkModules } from './project-copy.ts';

/** The previous version until the first tag: the last commit before the platform ran with many instances of two versions. */
const firstPreviousVersion = '556cff93e38f111eb7b003922c0627e1d8142bc8';

const git = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)('git', args, { cwd: projectRoot, maxBuffer: 2 ** 28 })).stdout.trim();

/** A checkout of the version that runs in production while this one is deployed. */
export interface PreviousVersion {
  /** The tag, or the commit. */
  name: string;
  root: string;
  remove(): Promise<void>;
}

/** The newest tag before the present commit, or else the fixed commit. */
async function previousName(): Promise<string> {
  const list = async (...filter: string[]) =>
    (await git('tag', '--sort=-creatordate', ...filter)).split('\n').filter(Boolean);
  const here = await list('--points-at', 'HEAD');
  return (await list('--merged', 'HEAD')).find((tag) => !here.includes(tag)) ?? firstPreviousVersion;
}

/**
 * Returns whether the previous version can be checked out. A copy of the project without its history, which cannot be fetched either, prints
 * which tests are skipped.
 */
export async function hasPreviousVersion(skipped: string): Promise<boolean> {
  try {
    await fetchIfMissing(await previousName());
    return true;
  } catch (error) {
    process.stderr.write(`\nSKIPPED, because ${(error as Error).message}: ${skipped}\n`);
    return false;
  }
}

/** A shallow clone, as CI may make it, lacks the commit. */
async function fetchIfMissing(name: string): Promise<void> {
  const exists = await git('cat-file', '-e', `${name}^{commit}`).then(
    () => true,
    () => false,
  );
  if (exists) return;
  await git('fetch', '--depth', '1', 'origin', name).catch((error) => {
    const reason = String(error.stderr || error.message).trim();
    throw new Error(`the previous version, ${name}, is not in this clone, and cannot be fetched (${reason})`);
  });
}

/** Checks the previous version out into a temporary folder, with what it needs to run. */
export async function checkOutPreviousVersion(): Promise<PreviousVersion> {
  const name = await previousName();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-previous-'));
  const root = path.join(folder, 'masar');
  const remove = () => fs.rm(folder, { recursive: true, force: true });
  try {
    await fs.mkdir(root);
    const archive = path.join(folder, 'masar.tar');
    await git('archive', '--output', archive, name);
    await promisify(execFile)('tar', ['-xf', archive, '-C', root]);
    if (await needsOurPackages(root)) await linkModules(root);
    else await install(root);
    return { name, root, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Whether it runs on the same packages as the present version. What only development needs may differ. */
async function needsOurPackages(root: string): Promise<boolean> {
  const packagesOf = async (folder: string) => {
    const lock = JSON.parse(await fs.readFile(path.join(folder, 'package-lock.json'), 'utf8'));
    const packages = Object.entries(lock.packages as Record<string, { dev?: boolean; integrity?: string }>);
    return packages.filter(([name, { dev }]) => name !== '' && !dev).map(([name, { integrity }]) => [name, integrity]);
  };
  return isDeepStrictEqual(await packagesOf(root), await packagesOf(projectRoot));
}

async function install(root: string): Promise<void> {
  const installing = command('npm', ['ci', '--omit=dev', '--prefer-offline', '--no-audit'], {}, { cwd: root });
  if ((await installing.exited()) !== 0)
    throw new Error(`the packages of the previous version were not installed: ${installing.output()}`);
}

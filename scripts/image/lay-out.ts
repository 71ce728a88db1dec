import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '#platform/settings.ts';
import { isUnread } from '../prune-modules.ts';
import { readRuntimeStage } from './dockerfile.ts';
import { productionPackages } from './production-packages.ts';

/** The SBOM of the production packages, in CycloneDX. */
async function readSbom(): Promise<string> {
  const options = { cwd: projectRoot, maxBuffer: 2 ** 26 };
  return (await promisify(execFile)('npm', ['run', '--silent', 'sbom'], options)).stdout;
}

/** Fills an empty folder with the files that the Dockerfile's last stage copies to /app. */
export async function layOutImage(folder: string): Promise<void> {
  const { copied } = await readRuntimeStage();
  for (const { stage, sources, target } of copied) {
    for (const source of sources) {
      const to = path.join(folder, target, target.endsWith('/') ? path.basename(source) : '');
      if (stage === 'dependencies') await copyPackages(to);
      else if (source === 'sbom.cdx.json') await fs.writeFile(to, await readSbom());
      else await copySources(source, to);
    }
  }
}

async function copySources(source: string, to: string): Promise<void> {
  await fs.cp(path.join(projectRoot, source), to, {
    recursive: true,
    filter: (file) => !file.endsWith('.test.ts') && path.basename(file) !== 'node_modules',
  });
}

/** Copies each package without those inside it, which have entries of their own in the lock file. */
async function copyPackages(to: string): Promise<void> {
  const modules = await fs.realpath(path.join(projectRoot, 'node_modules'));
  for (const [at] of await productionPackages()) {
    const name = at.slice('node_modules/'.length);
    const from = path.join(modules, name);
    // A package for another platform is not installed.
    if (!(await fs.stat(from).catch(() => null)) || isUnread(name.split('/')[0] ?? '', true)) continue;
    await fs.cp(from, path.join(to, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: async (file) => {
        const inside = path.relative(from, file);
        if (inside.split(path.sep)[0] === 'node_modules') return false;
        return !isUnread(path.posix.join(name, inside), (await fs.lstat(file)).isDirectory());
      },
    });
  }
  await fs.mkdir(path.join(to, '.bin'), { recursive: true });
  await fs.cp(path.join(modules, '.bin', 'node'), path.join(to, '.bin', 'node'), { verbatimSymlinks: true });
}

/** Returns the bytes of all files of a folder. */
export async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await fs.stat(path.join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

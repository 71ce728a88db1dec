import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Makes a Git work tree of these files, passes its folder to `use`, and removes it. */
export async function withProject(files: Record<string, string>, use: (root: string) => Promise<void>): Promise<void> {
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-project-'));
  try {
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    for (const [file, text] of Object.entries(files)) {
      await fs.mkdir(path.join(root, path.dirname(file)), { recursive: true });
      await fs.writeFile(path.join(root, file), text);
    }
    await use(root);
  } finally {
    await fs.rm(root, { recursive: true, force: true });
  }
}

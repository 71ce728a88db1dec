// Prints the SBOM of the production packages, in CycloneDX, by `npm sbom`: npm run sbom. npm reads a copy of the lock file without the packages of
// development. Its own --omit=dev also leaves out packages that both need, such as ws.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';

const read = (name: string) => JSON.parse(fs.readFileSync(path.join(projectRoot, name), 'utf8'));

const { devDependencies: _, scripts: __, ...manifest } = read('package.json');
const lock = read('package-lock.json');
lock.packages[''] = { ...lock.packages[''], devDependencies: undefined };
for (const [name, { dev }] of Object.entries<{ dev?: boolean }>(lock.packages)) if (dev) delete lock.packages[name];

// npm names the root after its folder.
const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'masar-sbom-'));
const folder = path.join(parent, manifest.name);
try {
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
  execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'], { cwd: folder, stdio: 'inherit' });
} finally {
  fs.rmSync(parent, { recursive: true });
}

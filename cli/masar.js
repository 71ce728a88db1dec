#!/usr/bin/env node
// Plain JavaScript that an older Node runs: hands over to the Node that the project brings.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const own = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const major = Number(process.versions.node.split('.')[0]);

if (major >= 24) {
  await import('./main.ts');
} else if (existsSync(own)) {
  const { status } = spawnSync(own, [path.join(root, 'cli', 'main.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  console.error('masar: the project brings its own Node: run `npm ci` first.');
  process.exitCode = 1;
}

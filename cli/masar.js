#!/usr/bin/env node
// Plain JavaScript that an older Node runs: hands over to the Node that the project brings.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const own = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const major = Number(process.versions.node.split('.')[0]);

if (major >= 24) {
  await import('./main.ts');
} else if (existsSync(own)) {
  const child = spawn(own, [path.join(root, 'cli', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // This process ends with the one it stands for, never before it. On Windows a Ctrl-C is that one's own to catch.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => process.platform !== 'win32' && child.kill(signal));
  }
  child.once('close', (code, signal) => {
    process.exitCode = code ?? 128 + os.constants.signals[signal];
  });
} else {
  console.error('masar: the project brings its own Node: run `npm ci` first.');
  process.exitCode = 1;
}

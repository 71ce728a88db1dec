#!/usr/bin/env node
// JavaScript for Node 20 and newer, without packages. Starts the command line on the project's own Node if this one is too old.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { canRunProject, installedNode } from '../scripts/project-node.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, 'node_modules');
const own = installedNode(modules);

if (!fs.existsSync(path.join(modules, 'commander'))) {
  console.error(`masar: the packages of the project are not installed. Run \`npm ci\` in ${root} first.`);
  process.exitCode = 1;
} else if (canRunProject()) {
  await import('./main.ts');
} else if (own) {
  const child = spawn(own, [path.join(root, 'cli', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // This process must outlive its child, so it forwards the signals. On Windows the child receives Ctrl-C itself.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => process.platform !== 'win32' && child.kill(signal));
  }
  child.once('close', (code, signal) => {
    process.exitCode = code ?? 128 + os.constants.signals[signal];
  });
} else {
  console.error(`masar: the Node of the project is not installed. Run \`npm ci\` in ${root}.`);
  process.exitCode = 1;
}

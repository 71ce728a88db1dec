import { spawn } from 'node:child_process';
import type { RunAs } from './run-as.ts';

export interface RunOptions {
  runAs: RunAs;
  limitMs: number;
  /** Descriptors the child gets as 3 and up. */
  inherited?: number[];
}

/** Runs a program to its end. Throws, with what it printed, when it can't start, fails, or is not done in time. */
export async function run(program: string, args: string[], options: RunOptions): Promise<void> {
  const child = spawn(program, args, {
    ...options.runAs,
    // The present folder may be closed to the child's user.
    cwd: process.platform === 'win32' ? undefined : '/',
    stdio: ['ignore', 'pipe', 'pipe', ...(options.inherited ?? [])],
    timeout: options.limitMs,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${signal ?? `code ${code}`}:\n${output.trim()}`));
    });
  });
}

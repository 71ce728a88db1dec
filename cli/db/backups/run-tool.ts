import { spawn } from 'node:child_process';
import { StartFault } from '#platform/run/start-fault.ts';
import type { Tool } from './tools.ts';

/** The end of what a program prints that is kept for a message, in characters. */
const keptOutput = 4_000;

/** A backup, a verification or a restoration has failed. The message is for the operator. */
export class BackupFault extends StartFault {}

/** The arguments and the environment by which a program of PostgreSQL connects: other users of the machine see arguments, so the password is none. */
function connectionOf(url: string): { args: string[]; environment: Record<string, string> } {
  const server = new URL(url);
  const password = decodeURIComponent(server.password);
  server.password = '';
  return { args: [`--dbname=${server.href}`], environment: password ? { PGPASSWORD: password } : {} };
}

/**
 * Runs a program of PostgreSQL on a database, and ends it when the signal aborts.
 *
 * @throws BackupFault with the end of what it printed, unless it exits with 0.
 */
export async function runTool(
  { file }: Tool,
  url: string,
  options: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const { args, environment } = connectionOf(url);
  const child = spawn(file, [...args, '--no-password', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
    ...(signal ? { signal } : {}),
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-keptOutput);
  });
  const ended = await new Promise<number | NodeJS.Signals | Error | null>((resolve) => {
    // An abort is an error, too, after which the program takes a moment to end.
    child.once('error', (error) => child.pid === undefined && resolve(error));
    child.once('close', (code, by) => resolve(code ?? by));
  });
  if (ended === 0) return;
  if (signal?.aborted) throw new BackupFault('interrupted');
  const reason = ended instanceof Error ? ended.message : `${file} ended with ${ended}`;
  throw new BackupFault(`${reason}\n${output.trim()}`);
}

import fs from 'node:fs';
import path from 'node:path';
import { isAlive, programName } from '../run/process-alive.ts';
import { installedBinaries } from './binaries.ts';
import { runProgram } from './child-process.ts';
import { poll } from './poll.ts';

/** The contents of postmaster.pid, which the postmaster, PostgreSQL's first process, writes (src/include/utils/pidfile.h). */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** Missing in the first moments of a start. */
  status: 'starting' | 'ready' | 'stopping' | 'standby' | undefined;
}

/** Undefined when the cluster has no postmaster.pid. 'incomplete' while it is being written, or after the disk was full. */
export function readPostmasterFile(cluster: string): PostmasterFile | 'incomplete' | undefined {
  let lines: string[];
  try {
    lines = fs.readFileSync(postmasterFile(cluster), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // A standalone backend writes its pid as a negative number.
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid === 0 || !Number.isInteger(port) || port === 0) return 'incomplete';
  return { pid, port, status: lines[7]?.trim() as PostmasterFile['status'] };
}

/** Call it under the start lock, and only when no server runs on the cluster. */
export function removePostmasterFile(cluster: string): void {
  fs.rmSync(postmasterFile(cluster), { force: true });
}

function postmasterFile(cluster: string): string {
  return path.join(cluster, 'postmaster.pid');
}

/** Whether this process may be a PostgreSQL. False is certain; true is certain only on Linux, which names the program. */
export function mayBePostgres(pid: number): boolean {
  return isAlive(pid) && (programName(pid) ?? 'postgres') === 'postgres';
}

/** The signals that stop PostgreSQL, in order: fast shutdown, immediate shutdown (the next start recovers), kill. */
const stopSignals = [
  { signal: 'SIGINT', timeoutMs: 20_000 },
  { signal: 'SIGQUIT', timeoutMs: 5_000 },
  { signal: 'SIGKILL', timeoutMs: 5_000 },
] as const;

/** pg_ctl ends by itself within this time after its own time-out. */
const pgCtlGraceMs = 5_000;

/** Stops the server and resolves when its process is gone, at once when it already is. */
export async function stopPostmaster(pid: number, cluster: string): Promise<void> {
  if (process.platform === 'win32') await stopOnWindows(cluster);
  for (const { signal, timeoutMs } of stopSignals) {
    if (!mayBePostgres(pid)) return;
    sendSignal(pid, signal);
    if (await poll(() => (mayBePostgres(pid) ? undefined : true), timeoutMs)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) cannot be stopped.`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Windows has no signals: Node's kill would end the process at once. pg_ctl can request a fast shutdown there. */
async function stopOnWindows(cluster: string): Promise<void> {
  const { pgCtl } = await installedBinaries();
  const { timeoutMs } = stopSignals[0];
  await runProgram(pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', String(timeoutMs / 1000)], {
    runAs: undefined,
    timeoutMs: timeoutMs + pgCtlGraceMs,
  }).catch(() => {});
}

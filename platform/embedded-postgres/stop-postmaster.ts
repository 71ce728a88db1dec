import { installedBinaries } from './binaries.ts';
import { poll } from './poll.ts';
import { mayBePostgres } from './process-alive.ts';
import { run } from './run.ts';

/** How PostgreSQL is asked to go, each with the time it has to: fast, at once (it recovers at the next start), killed. */
const WAYS = [
  { signal: 'SIGINT', limitMs: 20_000 },
  { signal: 'SIGQUIT', limitMs: 5_000 },
  { signal: 'SIGKILL', limitMs: 5_000 },
] as const;

/** Stops the server and resolves when its process is gone. One that is gone already is no fault. */
export async function stopPostmaster(pid: number, cluster: string): Promise<void> {
  if (process.platform === 'win32') await stopOnWindows(cluster);
  for (const { signal, limitMs } of WAYS) {
    if (!mayBePostgres(pid)) return;
    send(pid, signal);
    if (await poll(() => (mayBePostgres(pid) ? undefined : true), limitMs)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) can't be stopped.`);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Windows knows no signals: Node's kill would end the process on the spot. pg_ctl has a way of its own. */
async function stopOnWindows(cluster: string): Promise<void> {
  const { pgCtl } = await installedBinaries();
  const limit = WAYS[0].limitMs;
  await run(pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', String(limit / 1000)], {
    runAs: undefined,
    limitMs: limit + 5_000,
  }).catch(() => {});
}

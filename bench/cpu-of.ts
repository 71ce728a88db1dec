import { readFileSync } from 'node:fs';
import { childPids } from '#test-kit/process.ts';

/** Clock ticks a second of `/proc/PID/stat`, on every Linux. */
const ticksPerSecond = 100;

/** The CPU time that these processes have used, in milliseconds. One that has exited counts 0. */
export function cpuOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      // The name, in parentheses, may have spaces and parentheses.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has exited.
    }
  }
  return (ticks / ticksPerSecond) * 1_000;
}

/** The ids of a process and of all below it. */
export const processTree = (pid: number): number[] => [pid, ...childPids(pid).flatMap(processTree)];

import { readFileSync } from 'node:fs';

/** Clock ticks a second of `/proc/PID/stat`, on every Linux. */
const ticksPerSecond = 100;

/** The CPU time that these processes have used, in milliseconds. One that has exited counts 0. */
export function cpuOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      // The name, in parentheses, may have spaces.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has exited.
    }
  }
  return (ticks / ticksPerSecond) * 1_000;
}

import fs from 'node:fs';

/** Whether a process with this id runs. A zombie, dead but not yet collected by its parent, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process runs, as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return readProcStat(pid)?.state !== 'Z';
}

/** The name of the program that a process runs; undefined when the process is gone, or the system is not Linux. */
export function programName(pid: number): string | undefined {
  return readProcStat(pid)?.name;
}

/** From /proc/PID/stat: `pid (name) state ...`. The name may contain spaces and parentheses. */
function readProcStat(pid: number): { name: string; state: string } | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return { name: stat.slice(stat.indexOf('(') + 1, end), state: stat.charAt(end + 2) };
  } catch {
    return undefined;
  }
}

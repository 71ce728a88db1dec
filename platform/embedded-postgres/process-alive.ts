import fs from 'node:fs';

/** Whether a process with this id runs. One that has died and was not collected by its parent counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return processOnLinux(pid)?.state !== 'Z';
}

/** Whether the process may be a PostgreSQL. False is certain; true is a guess where the system doesn't tell names. */
export function mayBePostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const known = processOnLinux(pid);
  return known === undefined || known.name === 'postgres';
}

/** From /proc/PID/stat, `pid (name) state ...`; a name may hold spaces and parentheses. */
function processOnLinux(pid: number): { name: string; state: string } | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return { name: stat.slice(stat.indexOf('(') + 1, end), state: stat.charAt(end + 2) };
  } catch {
    return undefined;
  }
}

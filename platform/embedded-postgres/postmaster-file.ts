import fs from 'node:fs';
import path from 'node:path';

/** What a running PostgreSQL writes of itself into its data folder (postmaster.pid, src/include/utils/pidfile.h). */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** Not there yet in the first moments of a start. */
  status: 'starting' | 'ready' | 'stopping' | 'standby' | undefined;
}

/** Undefined when there is none. 'garbled' when it is cut off, by a full disk or because it is being written. */
export function readPostmasterFile(cluster: string): PostmasterFile | 'garbled' | undefined {
  let lines: string[];
  try {
    lines = fs.readFileSync(fileIn(cluster), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // A standalone backend writes its pid with a minus.
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid === 0 || !Number.isInteger(port) || port === 0) return 'garbled';
  return { pid, port, status: lines[7]?.trim() as PostmasterFile['status'] };
}

/** Must be called within the start turn, and only when no server runs on the cluster. */
export function removePostmasterFile(cluster: string): void {
  fs.rmSync(fileIn(cluster), { force: true });
}

function fileIn(cluster: string): string {
  return path.join(cluster, 'postmaster.pid');
}

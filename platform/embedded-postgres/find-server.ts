import type { Client } from 'pg';
import { connectTo } from './connect.ts';
import type { DataPaths } from './paths.ts';
import { poll } from './poll.ts';
import { mayBePostgres, readPostmasterFile, removePostmasterFile } from './postmaster.ts';

/** A running server of the cluster, with a connection to it. */
export interface Server {
  pid: number;
  port: number;
  client: Client;
}

/** The time within which a server must finish starting or stopping. */
const settleTimeoutMs = 30_000;

/**
 * Finds the server that already runs on this cluster, whichever process started it. Waits for one that is starting or
 * stopping. When none runs, removes the postmaster.pid that a dead server left. Call it under the start lock.
 *
 * @throws Error when a process that may be the server neither accepts a connection nor ends.
 */
export async function findServer(paths: DataPaths, password: string): Promise<Server | undefined> {
  let unavailable: Error | undefined;
  const found = await poll<Server | 'none' | 'stale'>(async () => {
    unavailable = undefined;
    const file = readPostmasterFile(paths.cluster);
    if (!file) return 'none';
    if (file === 'incomplete') return undefined;
    const { pid, port, status } = file;
    if (!mayBePostgres(pid)) return 'stale';
    const connected = await connectTo(port, password, paths.cluster);
    switch (connected.outcome) {
      case 'connected':
        return { pid, port, client: connected.client };
      case 'other-cluster':
        return 'stale';
      case 'refused':
        // A ready server listens, so this id belongs to another program now. A starting server opens its port in a
        // moment, and a stopping server must end first.
        return status === 'ready' ? 'stale' : undefined;
      case 'unavailable':
        unavailable = connected.error;
        return undefined;
    }
  }, settleTimeoutMs);

  if (found === 'none') return undefined;
  if (found !== undefined && found !== 'stale') return found;
  if (unavailable) {
    throw new Error(
      `PostgreSQL already runs on ${paths.cluster} (see its postmaster.pid) and accepts no connection: ${unavailable.message}. Its log is ${paths.log}.`,
      { cause: unavailable },
    );
  }
  removePostmasterFile(paths.cluster);
  return undefined;
}

import type { Client } from 'pg';
import { knock } from './connect.ts';
import type { Places } from './paths.ts';
import { poll } from './poll.ts';
import { readPostmasterFile, removePostmasterFile } from './postmaster-file.ts';
import { mayBePostgres } from './process-alive.ts';

/** A server of the cluster, with a connection to it. */
export interface Server {
  pid: number;
  port: number;
  client: Client;
}

/** For a server that is starting or stopping to make up its mind. */
const SETTLE_LIMIT_MS = 30_000;

type Verdict = Server | 'none' | 'stale';

/**
 * The server that already runs on this cluster, whoever started it. Waits for one that is starting up or shutting down.
 * When there is none, clears the postmaster.pid that a dead one left. Must be called within the start turn.
 * Throws when something that may be our server neither answers nor goes.
 */
export async function findServer(places: Places, password: string): Promise<Server | undefined> {
  let reason: Error | undefined;
  const verdict = await poll<Verdict>(async () => {
    const file = readPostmasterFile(places.cluster);
    if (!file) return 'none';
    reason = undefined;
    if (file === 'garbled') return undefined;
    if (!mayBePostgres(file.pid)) return 'stale';
    const { pid, port, status } = file;
    const knocked = await knock(port, password, places.cluster);
    switch (knocked.answer) {
      case 'open':
        return { pid, port, client: knocked.client };
      case 'stranger':
        return 'stale';
      case 'closed':
        // One that is ready listens: this id belongs to another program by now. Between its first and last line and the
        // port a server is for moments only, and on its way out it must be waited for.
        return status === 'ready' ? 'stale' : undefined;
      case 'wait':
        reason = knocked.error;
        return undefined;
    }
  }, SETTLE_LIMIT_MS);

  if (verdict === undefined && reason) throw silent(places, reason);
  if (verdict === 'none') return undefined;
  if (verdict === undefined || verdict === 'stale') {
    removePostmasterFile(places.cluster);
    return undefined;
  }
  return verdict;
}

function silent(places: Places, cause: Error): Error {
  return new Error(
    `PostgreSQL already runs on ${places.cluster} (see its postmaster.pid) and does not let us in: ${cause.message}. Its log is ${places.log}.`,
    { cause },
  );
}

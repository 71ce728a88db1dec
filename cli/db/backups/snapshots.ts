import type pg from 'pg';
import { connectClient } from '#platform/database/with-client.ts';
import type { DatabaseName } from '../../databases.ts';

/** How long the writes of events may wait for the snapshots, in milliseconds, in each database. */
const lockTimeout = 2_000;

/** Limits of the server that would end a statement that reads a large table, or a transaction that waits for pg_dump. */
const limits = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'];

/** The state of a database at one moment, for as long as its connection is open. */
export interface Snapshot {
  name: DatabaseName;
  url: string;
  /** Reads in a transaction that sees the snapshot. */
  client: pg.Client;
  /** By which pg_dump sees it. */
  id: string;
  takenAt: Date;
}

export interface Snapshots {
  all: Snapshot[];
  /** Why they are not one state of all databases; null when they are. */
  inconsistency: string | null;
  /** The milliseconds between the first and the last. */
  spread: number;
  close(): Promise<void>;
}

/**
 * Takes a snapshot of every database at nearly the same moment. Meanwhile no transaction with an event can commit in any of them: a
 * database whose snapshot has the effect of an event is then sure to be beside one that has the event. Where the tables of events cannot
 * be locked in time, the snapshots are taken without.
 *
 * @throws DatabaseFault when a database cannot be used.
 */
export async function takeSnapshots(urls: ReadonlyMap<DatabaseName, string>): Promise<Snapshots> {
  const clients: pg.Client[] = [];
  const connect = async (url: string): Promise<pg.Client> => {
    const client = await connectClient(url, 'masar db backup');
    clients.push(client);
    await client.query(`select set_config(name, '0', false) from pg_settings where name = any ($1)`, [limits]);
    return client;
  };
  const close = async () => void (await Promise.all(clients.map((client) => client.end().catch(() => {}))));
  try {
    const readers = await allEnded([...urls].map(async ([name, url]) => ({ name, url, client: await connect(url) })));
    const lockers = await allEnded([...urls.values()].map(connect));
    const locked = await Promise.allSettled(lockers.map(lockEvents));
    const failed = locked.find((each) => each.status === 'rejected');
    const began = performance.now();
    const all = await Promise.all(
      readers.map(async (reader) => ({ ...reader, ...(await beginSnapshot(reader.client)) })),
    );
    const spread = performance.now() - began;
    await Promise.all(lockers.map((client) => client.query('rollback')));
    return { all, inconsistency: failed ? String(failed.reason.message) : null, spread, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until all have ended, so that none opens a connection after the others are closed. Rejects as the first that has failed. */
async function allEnded<Result>(all: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}

/** Waits for the transactions that have written an event, and makes others wait. Does nothing in a database without events. */
async function lockEvents(client: pg.Client): Promise<void> {
  await client.query('begin');
  await client.query(`set local lock_timeout = ${lockTimeout}`);
  const { rows } = await client.query<{ outbox: string | null }>(`select to_regclass('messaging.outbox') as outbox`);
  if (rows[0]?.outbox) await client.query('lock table messaging.outbox in share mode');
}

async function beginSnapshot(client: pg.Client): Promise<{ id: string; takenAt: Date }> {
  await client.query('begin isolation level repeatable read read only');
  const { rows } = await client.query<{ id: string; takenAt: Date }>(
    `select pg_export_snapshot() as id, clock_timestamp() as "takenAt"`,
  );
  return rows[0] as { id: string; takenAt: Date };
}

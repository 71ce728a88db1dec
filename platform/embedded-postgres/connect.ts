import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';

export const HOST = '127.0.0.1';
const CONNECT_LIMIT_MS = 5_000;

/** What came of knocking at a server's port. */
export type Knock =
  | { answer: 'open'; client: Client }
  /** Nothing listens. */
  | { answer: 'closed' }
  /** Something listens and may let us in later: starting up, recovering, shutting down, out of connections, mute. */
  | { answer: 'wait'; error: Error }
  /** A server, but another folder's. */
  | { answer: 'stranger' };

/** `class 28`: another password than ours. */
const WRONG_PASSWORD = new Set(['28P01', '28000']);

/**
 * Connects to the database `postgres` as the superuser and makes sure that the server is the one of this cluster. A port
 * and a process id in a file are no proof, and a copied data folder has the same password: so the server is asked to
 * read a file that was put into the folder a moment ago.
 */
export async function knock(port: number, password: string, cluster: string): Promise<Knock> {
  const client = new Client({
    host: HOST,
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    ssl: false,
    application_name: `masar-platform ${process.pid}`,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: CONNECT_LIMIT_MS,
    keepAlive: true,
  });
  // Without a listener a lost connection would end the process. What is lost here is seen by the query that fails.
  client.on('error', () => {});
  try {
    await client.connect();
    if (await serves(client, cluster)) return { answer: 'open', client };
    await client.end();
    return { answer: 'stranger' };
  } catch (error) {
    await client.end().catch(() => {});
    const { code } = error as { code?: string };
    if (code === 'ECONNREFUSED') return { answer: 'closed' };
    if (code !== undefined && WRONG_PASSWORD.has(code)) return { answer: 'stranger' };
    return { answer: 'wait', error: error as Error };
  }
}

async function serves(client: Client, cluster: string): Promise<boolean> {
  const name = `masar-${randomUUID()}`;
  const file = path.join(cluster, name);
  try {
    await fs.writeFile(file, name);
    // The server may run as another user; the folder itself is closed to all but that one.
    await fs.chmod(file, 0o644);
    const { rows } = await client.query('SELECT pg_read_file($1, 0, 100, true) AS content', [name]);
    return rows[0].content === name;
  } finally {
    await fs.rm(file, { force: true });
  }
}

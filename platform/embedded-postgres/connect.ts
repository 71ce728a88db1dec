import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

export const host = '127.0.0.1';
/** The application_name of a platform's connection is this and the platform's process id. */
export const applicationPrefix = 'masar-platform';
const connectTimeoutMs = 5_000;
const queryTimeoutMs = 5_000;

export type ConnectResult =
  | { outcome: 'connected'; client: pg.Client }
  /** Nothing listens on the port. */
  | { outcome: 'refused' }
  /** A server listens and may accept later: it is starting, recovering or stopping, has no free connection, or does not answer. */
  | { outcome: 'unavailable'; error: Error & { code?: string } }
  /** The server is not the one of this cluster. */
  | { outcome: 'other-cluster' };

/** SQLSTATEs with which a server rejects our password. */
const rejected = new Set(['28P01', '28000']);

/**
 * Connects to the database `postgres` as superuser, and verifies that the server runs on this cluster. Neither the port
 * and process id in postmaster.pid nor the password prove that: the file may be stale, and a copied data folder has the
 * same password. So the server must read a file that was just written into the cluster.
 */
export async function connectTo(port: number, password: string, cluster: string): Promise<ConnectResult> {
  const client = new pg.Client({
    host,
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    ssl: false,
    application_name: `${applicationPrefix} ${process.pid}`,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  });
  // A lost connection would end the process if nothing listened. The query that fails reports it.
  client.on('error', () => {});
  try {
    await client.connect();
    if (await servesCluster(client, cluster)) return { outcome: 'connected', client };
    await client.end();
    return { outcome: 'other-cluster' };
  } catch (cause) {
    await client.end().catch(() => {});
    const error = cause as Error & { code?: string };
    if (error.code === 'ECONNREFUSED') return { outcome: 'refused' };
    if (error.code !== undefined && rejected.has(error.code)) return { outcome: 'other-cluster' };
    return { outcome: 'unavailable', error };
  }
}

async function servesCluster(client: pg.Client, cluster: string): Promise<boolean> {
  const name = `masar-${randomUUID()}`;
  const file = path.join(cluster, name);
  try {
    await fs.writeFile(file, name);
    // The server may run as another user. The cluster itself is closed to all others.
    await fs.chmod(file, 0o644);
    const { rows } = await client.query('SELECT pg_read_file($1, 0, 100, true) AS content', [name]);
    return rows[0].content === name;
  } finally {
    await fs.rm(file, { force: true });
  }
}

/** The server's URL without a database. */
export function serverUrl(port: number, password: string): string {
  return `postgres://postgres:${password}@${host}:${port}`;
}

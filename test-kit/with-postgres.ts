import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';
import { freePort } from './free-port.ts';

/** Runs `work` on a new PostgreSQL that is as durable as in production. Stops it and deletes its data afterwards. */
export async function withPostgres(work: (url: string) => Promise<void>): Promise<void> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-postgres-'));
  try {
    const server = await startEmbeddedPostgres({ dataDir, port: await freePort() });
    try {
      await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await fs.rm(dataDir, { recursive: true, force: true });
  }
}

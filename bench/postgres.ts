import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';
import { freePort } from '#test-kit/free-port.ts';

/** A PostgreSQL of the benchmark's own, as durable as in production, in a folder that goes when it is done. */
export async function withPostgres(work: (url: string) => Promise<void>): Promise<void> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-bench-'));
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

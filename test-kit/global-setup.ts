import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';
import { freePort } from './free-port.ts';
import { makeTemplates } from './templates.ts';

/** Starts one PostgreSQL for the whole run, or uses the one at DATABASE_URL, and creates a migrated template of each database. */
export default async function setup(): Promise<void> {
  let url = process.env.DATABASE_URL;
  if (!url) {
    const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-tests-'));
    const server = await startEmbeddedPostgres({
      dataDir,
      port: await freePort(),
      durable: false,
      maxConnections: 400,
    });
    url = server.url;
    Object.assign(globalThis, { testServer: { server, dataDir } });
  }
  process.env.TEST_DATABASE_URL = url;
  await makeTemplates(url);
}

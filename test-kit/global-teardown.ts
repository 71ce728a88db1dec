import fs from 'node:fs/promises';
import type { EmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';

export default async function teardown(): Promise<void> {
  const { testServer } = globalThis as { testServer?: { server: EmbeddedPostgres; dataDir: string } };
  await testServer?.server.stop();
  if (testServer) await fs.rm(testServer.dataDir, { recursive: true, force: true });
}

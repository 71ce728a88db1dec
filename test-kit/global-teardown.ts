import fs from 'node:fs/promises';
import type { Running } from '#platform/run/lifecycle.ts';

export default async function teardown(): Promise<void> {
  const { testServer } = globalThis as { testServer?: { server: Running; dataDir: string } };
  await testServer?.server.stop();
  if (testServer) await fs.rm(testServer.dataDir, { recursive: true, force: true });
}

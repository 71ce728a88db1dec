import { rename, rm, writeFile } from 'node:fs/promises';
import { orCannotRun } from '../cannot-run.ts';

/**
 * Writes a supergraph to a file that gateways may watch. They see either the old content or the new one.
 *
 * @throws CannotRun when it cannot be written.
 */
export async function writeSupergraphFile(file: string, supergraphSdl: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await orCannotRun(`can't write ${file}`, async () => {
    try {
      await writeFile(draft, supergraphSdl.endsWith('\n') ? supergraphSdl : `${supergraphSdl}\n`);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  });
}

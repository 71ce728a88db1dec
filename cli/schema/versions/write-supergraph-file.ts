import { replaceFile } from '../../files.ts';
import { orCannotRun } from '../cannot-run.ts';

/**
 * Writes a supergraph to a file that gateways may watch. They see either the old content or the new one.
 *
 * @throws CannotRun when it cannot be written.
 */
export async function writeSupergraphFile(file: string, supergraphSdl: string): Promise<void> {
  const text = supergraphSdl.endsWith('\n') ? supergraphSdl : `${supergraphSdl}\n`;
  await orCannotRun(`can't write ${file}`, () => replaceFile(file, text));
}

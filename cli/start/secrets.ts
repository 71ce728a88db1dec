import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Secrets } from './settings.ts';

/** The secrets of the platform on this data folder: made at the first start, readable by their owner alone, the same ever after. */
export async function keptSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = () => randomBytes(32).toString('base64url');
  const secrets = { AUTH_KEY_SECRET: secret(), SERVICE_CLIENT_SECRET: secret() };
  await mkdir(dataDir, { recursive: true });
  // Whole or not at all: a crash here must not leave half a secret behind.
  const unfinished = `${file}.unfinished`;
  await writeFile(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, file);
  return secrets;
}

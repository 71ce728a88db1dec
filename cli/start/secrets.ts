import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Secrets } from './settings.ts';

/** Returns the secrets in the data folder. The first call creates them, in a file that only its owner may read. */
export async function readOrCreateSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = () => randomBytes(32).toString('base64url');
  const secrets = { AUTH_KEY_SECRET: secret(), SERVICE_CLIENT_SECRET: secret() };
  await mkdir(dataDir, { recursive: true });
  // Renamed when complete, because a crash must not leave half a secret.
  const unfinished = `${file}.unfinished`;
  await writeFile(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, file);
  return secrets;
}

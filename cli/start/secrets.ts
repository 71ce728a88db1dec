import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readIfPresent, replaceFile } from '../files.ts';
import type { Secrets } from './settings.ts';

/** Returns the secrets in the data folder. The first call creates them, in a file that only its owner may read. */
export async function readOrCreateSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  const present = await readIfPresent(file);
  if (present !== null) return JSON.parse(present) as Secrets;
  const secret = () => randomBytes(32).toString('base64url');
  const secrets = { AUTH_KEY_SECRET: secret(), SERVICE_CLIENT_SECRET: secret() };
  await mkdir(dataDir, { recursive: true });
  await replaceFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

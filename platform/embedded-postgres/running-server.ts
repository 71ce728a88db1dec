import { knock } from './connect.ts';
import { readPassword } from './password.ts';
import { placesIn } from './paths.ts';
import { readPostmasterFile } from './postmaster-file.ts';

/** The URL of the server that runs on `dataDir`, whoever holds it; undefined where none answers. For commands beside a running platform. */
export async function runningServerUrl(dataDir: string): Promise<string | undefined> {
  const places = placesIn(dataDir);
  const password = await readPassword(places);
  const file = readPostmasterFile(places.cluster);
  if (password === undefined || !file || file === 'garbled') return undefined;
  const knocked = await knock(file.port, password, places.cluster);
  if (knocked.answer !== 'open') return undefined;
  await knocked.client.end();
  return `postgres://postgres:${password}@127.0.0.1:${file.port}`;
}

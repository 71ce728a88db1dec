import { once } from 'node:events';
import fs from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { installedBinaries } from '#platform/embedded-postgres/binaries.ts';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';
import { MissingProgram } from '../missing-program.ts';
import { installedTools } from './tools.ts';

/**
 * Runs `work` on a new, empty PostgreSQL of this major version or a newer one, in a temporary folder, and deletes it afterwards. It runs the
 * programs of an installed PostgreSQL, or else those that npm installed.
 *
 * @throws MissingProgram naming the package to install when neither is there.
 */
export async function onTemporaryServer<Result>(
  major: number,
  programs: readonly string[],
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const chosen = await findServerPrograms(major, programs);
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-verify-'));
  try {
    const server = await startEmbeddedPostgres({ dataDir, port: await freePort(), durable: false, programs: chosen });
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await fs.rm(dataDir, { recursive: true, force: true });
  }
}

/** The folder of an installed server's programs; undefined for those of npm. */
async function findServerPrograms(major: number, programs: readonly string[]): Promise<string | undefined> {
  const npm = await installedBinaries().then(
    ({ postgres }) => path.dirname(postgres),
    () => undefined,
  );
  const installed = await installedTools('postgres', npm === undefined ? programs : [...programs, npm]);
  const [fitting] = installed.filter((each) => each.major >= major).toSorted((a, b) => a.major - b.major);
  if (!fitting) {
    throw new MissingProgram(
      `To verify a backup, a PostgreSQL ${major} or newer must be installed here. Install the package postgresql-${major}, or the project with its optional packages (npm ci).`,
    );
  }
  const folder = path.dirname(fitting.file);
  return folder === npm ? undefined : folder;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

import { hasInstalledPostgres, startInstalledPostgres } from './installed-postgres.ts';
import { makeTemplates } from './templates.ts';

/** Not durable, as the embedded server of the tests. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' };

/** As `global-setup.ts`, with PostgreSQL 15 of the operating system. @throws Error when that is not installed. */
export default async function setup(): Promise<void> {
  if (!hasInstalledPostgres('all tests of this run')) throw new Error('PostgreSQL 15 is not installed');
  const server = await startInstalledPostgres(settings);
  Object.assign(globalThis, { testServer: { server, dataDir: server.folder } });
  process.env.TEST_DATABASE_URL = server.url;
  await makeTemplates(server.url);
}

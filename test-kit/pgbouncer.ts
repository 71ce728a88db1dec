import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { withClient } from '#platform/database/with-client.ts';
import { projectRoot } from '#platform/settings.ts';
import { freePort } from './free-port.ts';
import { hasProgram } from './installed-program.ts';
import { until } from './until.ts';

const program = '/usr/sbin/pgbouncer';

/** Returns whether PgBouncer is installed. If it is not, prints which tests are skipped. */
export const hasPgbouncer = (skipped: string): boolean => hasProgram(program, skipped);

/** A running PgBouncer. */
export interface TestPgbouncer {
  /** Of the server behind it, with the user and the password. */
  url: string;
  /** The connections of clients, and those to PostgreSQL, of a database. */
  connections(database: string): Promise<{ clients: number; servers: number }>;
  /** Its log. */
  output(): string;
  stop(): Promise<void>;
}

interface PgbouncerOptions {
  /** The port of PostgreSQL on this machine. */
  serverPort: number;
  user: string;
  password: string;
  /** Replace those of the file. */
  settings?: Record<string, string>;
  /** Changes the configuration further. */
  edit?: (configuration: string) => string;
}

/**
 * Starts PgBouncer with the configuration that operators get, between a port of the test and a PostgreSQL of it.
 *
 * @throws Error with its output when it does not start.
 */
export async function startPgbouncer({
  serverPort,
  user,
  password,
  settings = {},
  edit = (configuration) => configuration,
}: PgbouncerOptions): Promise<TestPgbouncer> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-pgbouncer-'));
  const port = await freePort();
  const users = path.join(folder, 'users.txt');
  const file = path.join(folder, 'pgbouncer.ini');
  const template = await fs.readFile(path.join(projectRoot, 'deploy', 'pgbouncer', 'pgbouncer.ini'), 'utf8');
  const replaced = { listen_addr: '127.0.0.1', listen_port: String(port), auth_file: users, ...settings };
  const configuration = Object.entries(replaced).reduce(
    (text, [name, value]) => text.replace(new RegExp(`^${name} = .*$`, 'm'), `${name} = ${value}`),
    template.replace('host=postgres port=5432', `host=127.0.0.1 port=${serverPort}`),
  );
  await fs.writeFile(users, `"${user}" "${password}"\n`);
  await fs.writeFile(file, edit(configuration));
  await fs.chmod(folder, 0o755);
  // It refuses to run as root.
  const runAs = process.getuid?.() === 0 ? ['--user', 'nobody'] : [];
  const pgbouncer = spawn(program, [...runAs, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  pgbouncer.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const exited = once(pgbouncer, 'exit');
  const url = `postgres://${user}:${password}@127.0.0.1:${port}`;
  const isUp = () => withConsole(url, async () => true).catch(() => false);
  await until(async () => pgbouncer.exitCode !== null || (await isUp()));
  if (pgbouncer.exitCode !== null) throw new Error(`PgBouncer did not start:\n${output}`);
  return {
    url,
    output: () => output,
    connections: (database) =>
      withConsole(url, async (client) => {
        const of = async (command: string): Promise<number> => {
          const { rows } = await client.query<{ database: string }>(command);
          return rows.filter((row) => row.database === database).length;
        };
        return { clients: await of('show clients'), servers: await of('show servers') };
      }),
    stop: async () => {
      pgbouncer.kill('SIGKILL');
      await exited;
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

const withConsole = <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  withClient(`${url}/pgbouncer`, work);

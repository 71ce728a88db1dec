import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import { type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { command, killCommands } from '#test-kit/process.ts';

/** A PostgreSQL 15 with the databases of the platform and demo data, and a folder for backups. */
export class BackupScene {
  #server: InstalledPostgres | undefined;
  #root = '';
  readonly #open: pg.Client[] = [];

  /** The folder of the backups, a new one for each test. */
  get root(): string {
    return this.#root;
  }

  /** The URL of a database of the server. */
  readonly urlOf = (database: string): string => onServer(this.#server?.url ?? '', database);

  /** Starts the server, and migrates and seeds its databases. */
  async start(): Promise<void> {
    await this.startWithoutData({ fsync: 'off' });
    const { code, printed } = await this.masar(['seed']);
    if (code !== 0) throw new Error(`masar seed failed: ${printed}`);
  }

  /** Starts the server with settings, and migrates its databases. */
  async startWithoutData(settings: Record<string, string>): Promise<void> {
    this.#server = await startInstalledPostgres(settings);
    const { code, printed } = await this.masar(['migrate', 'up']);
    if (code !== 0) throw new Error(`masar migrate failed: ${printed}`);
  }

  async beforeEach(): Promise<void> {
    this.#root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-backups-'));
  }

  async afterEach(): Promise<void> {
    await killCommands();
    for (const client of this.#open.splice(0)) await client.end().catch(() => {});
    await fs.rm(this.#root, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  /** Starts a command. */
  readonly run = (args: string[], environment: Record<string, string> = {}) =>
    command('node', ['cli/main.ts', ...args], { DATABASE_URL: this.urlOf('postgres'), ...environment });

  /** Runs a command to its end. */
  readonly masar = async (args: string[], environment: Record<string, string> = {}) => {
    const run = this.run(args, environment);
    return { code: await run.exited(), printed: run.output() };
  };

  readonly backup = (...args: string[]) => this.masar(['db', 'backup', '--to', this.#root, ...args]);

  readonly on = <Result>(database: string, work: (client: pg.Client) => Promise<Result>) =>
    withClient(this.urlOf(database), work);

  readonly countOf = (database: string, table: string): Promise<number> =>
    this.on(database, async (client) =>
      Number((await client.query(`select count(*) as count from ${table}`)).rows[0].count),
    );

  /** A connection that stays open until the end of the test. */
  readonly connection = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: this.urlOf(database), application_name: 'a psql' });
    client.on('error', () => {});
    this.#open.push(client);
    await client.connect();
    return client;
  };

  /** The names of the databases, without those of the server itself. */
  readonly databases = (): Promise<string[]> =>
    this.on('postgres', async (client) => {
      const { rows } = await client.query<{ datname: string }>(
        `select datname from pg_database where datname !~ '^(postgres|template.)$' order by 1`,
      );
      return rows.map(({ datname }) => datname);
    });
}

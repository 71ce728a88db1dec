import fs from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { freePorts } from './free-port.ts';
import { startHaproxy } from './haproxy.ts';
import { type InstalledPostgres, startInstalledPostgres, startStandby } from './installed-postgres.ts';
import { query } from './query.ts';
import { until } from './until.ts';

/** A PostgreSQL 15 whose commits wait for its standby, behind HAProxy. */
export interface PostgresPair {
  /** At HAProxy, which connects to the primary. */
  url: string;
  primary: InstalledPostgres;
  standby: InstalledPostgres;
  /** Makes the standby the primary, whose commits wait for nobody. The earlier primary must be down, and stay so. */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

const settings = { max_connections: '400', wal_retrieve_retry_interval: '500ms' };

/** Starts both servers, and HAProxy with the configuration that operators get. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const started: { stop(): Promise<void> }[] = [];
  const add = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.push(part);
    return part;
  };
  const stop = async () => {
    for (const each of started.toReversed()) await each.stop();
  };
  try {
    const primary = add(await startInstalledPostgres(settings));
    await query(primary.url, 'create role haproxy login');
    const standby = add(await startStandby(primary, settings));
    // After the copy was made, whose commits would wait for a standby of its own.
    await query(primary.url, `alter system set synchronous_standby_names = '*'`);
    await query(primary.url, 'select pg_reload_conf()');
    await until(async () => {
      const [row] = await query<{ count: number }>(
        primary.url,
        `select count(*)::int as count from pg_stat_replication where sync_state = 'sync'`,
      );
      return row?.count === 1;
    });
    const [port = 0, statsPort = 0] = await freePorts(2);
    const template = await fs.readFile(path.join(projectRoot, 'deploy', 'postgresql', 'haproxy.cfg'), 'utf8');
    const configuration = template
      .replace('bind 10.0.0.1:5432', `bind 127.0.0.1:${port}`)
      .replace('bind 127.0.0.1:8405', `bind 127.0.0.1:${statsPort}`)
      .replace('10.0.0.21:5432', `127.0.0.1:${primary.port}`)
      .replace('10.0.0.22:5432', `127.0.0.1:${standby.port}`);
    const haproxy = add(await startHaproxy(configuration, `http://127.0.0.1:${statsPort}`));
    await until(async () => (await haproxy.statusOf('postgres-2')) === 'DOWN', 30_000);
    return {
      url: `postgres://masar@127.0.0.1:${port}/postgres`,
      primary,
      standby,
      promote: async () => {
        await query(standby.url, 'select pg_promote()');
        await until(async () => (await haproxy.statusOf('postgres-2')) === 'UP', 30_000);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

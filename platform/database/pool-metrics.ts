import type { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { Metrics } from '../http/metrics.ts';

const helps = {
  database_connections: 'Open connections to the database',
  database_connections_idle: 'Those that no statement uses',
  database_waiting: 'Statements that wait for a connection',
  database_connections_max: 'The most connections',
};

/** Adds gauges of the pool of connections. */
export function addPoolMetrics(metrics: Metrics, orm: MikroORM): void {
  metrics.readings(helps, async () => {
    const pool = (await orm.em.getDriver().getConnection().getNativeClient()) as Pool;
    return {
      database_connections: pool.totalCount,
      database_connections_idle: pool.idleCount,
      // Those that a connection is free for, or can be opened for, wait until the next tick: the scrape's own statement is one.
      database_waiting: Math.max(
        0,
        pool.waitingCount - pool.idleCount - Math.max(0, pool.options.max - pool.totalCount),
      ),
      database_connections_max: pool.options.max,
    };
  });
}

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
      database_waiting: pool.waitingCount,
      database_connections_max: pool.options.max,
    };
  });
}

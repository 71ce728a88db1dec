import type { EntityManager } from '@mikro-orm/postgresql';
import type { Metrics } from '../http/metrics.ts';

/** The most rows that a scrape reads of a table. */
const maxRead = 100_000;

const pending = (table: string): string =>
  `(select count(*)::int as number, coalesce(greatest(extract(epoch from now() - min(created_at))::float8, 0), 0) as age
    from (select created_at from messaging.${table} where status = 'PENDING' limit ${maxRead + 1}) first)`;

const query = `select
    outbox.number as outbox_pending, outbox.age as outbox_oldest_seconds,
    inbox.number as inbox_pending, inbox.age as inbox_oldest_seconds,
    (select count(*)::int from (select from messaging.dead_letters limit ${maxRead + 1}) first) as dead_letters
  from ${pending('outbox')} outbox, ${pending('envelope')} inbox`;

const helps = {
  outbox_pending: 'Committed events that are not on the bus yet; 100,001 stands for more',
  outbox_oldest_seconds: 'The age of the oldest of them',
  inbox_pending: 'Received events that are not handled yet; 100,001 stands for more',
  inbox_oldest_seconds: 'The age of the oldest of them',
  dead_letters: 'Events that failed ten times; 100,001 stands for more',
};

/** Adds gauges of the events in the subgraph's database. */
export function addEventMetrics(metrics: Metrics, em: EntityManager): void {
  metrics.readings(helps, async () => {
    const [row] = await em.fork().execute<Record<keyof typeof helps, number>[]>(query);
    if (!row) throw new Error('no row');
    return row;
  });
}

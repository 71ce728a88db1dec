import type { EntityManager } from '@mikro-orm/postgresql';
import type { Metrics } from '#platform/http/metrics.ts';
import type { SendPushes } from './push-provider.ts';

/** The most pushes that a scrape counts. */
const maxCounted = 100_000;

/** Adds a gauge of the pushes that are due, and returns `send` with a counter of their outcomes. */
export function measurePushes(metrics: Metrics, em: EntityManager, send: SendPushes): SendPushes {
  const helps = { pushes_due: 'Pushes that are due; 100,001 stands for more' };
  metrics.readings(helps, async () => {
    const [row] = await em.fork().execute<{ pushes_due: number }[]>(
      `select count(*)::int as pushes_due
         from (select from pushes where due_at <= now() limit ${maxCounted + 1}) first`,
    );
    if (!row) throw new Error('no row');
    return row;
  });
  const outcomes = metrics.counter('pushes_total', 'Pushes to devices, by outcome', ['outcome']);
  return async (messages) => {
    try {
      const results = await send(messages);
      for (const outcome of results) outcomes.inc({ outcome });
      return results;
    } catch (error) {
      outcomes.inc({ outcome: 'FAILED' }, messages.length);
      throw error;
    }
  };
}

import type { Client } from 'pg';
import { idBoundAt } from '#platform/ids.ts';
import { eventsKept } from '#platform/messaging/retention.ts';

/** Events that consumers have and their source does not. */
export interface OrphanedEvents {
  consumer: string;
  source: string;
  type: string;
  count: number;
}

/** Less than events are kept: the oldest may be deleted at any time. In milliseconds. */
const marginOfDeletion = 60 * 60_000;

/** Events compared in one query. */
const comparedAtOnce = 5_000;

/**
 * Counts the events that a consumer's database has recorded and its source's database does not have: the consumer has the effect of what
 * never happened. Only those that the source still keeps can be compared.
 */
export async function orphanedEvents(databases: ReadonlyMap<string, Client>, now: Date): Promise<OrphanedEvents[]> {
  const counts = new Map<string, OrphanedEvents>();
  const since = idBoundAt('e', new Date(now.getTime() - eventsKept + marginOfDeletion));
  for (const [consumer, client] of databases) {
    if (!(await hasTable(client, 'messaging.envelope'))) continue;
    for (let after = since; ; ) {
      const { rows } = await client.query<{ id: string; source: string; type: string }>(
        `select id, source, message_type as type from messaging.envelope where id > $1 order by id limit ${comparedAtOnce}`,
        [after],
      );
      for (const [source, events] of Map.groupBy(rows, (row) => row.source)) {
        for (const { type } of await missingIn(databases.get(source), events)) {
          const key = `${consumer} ${source} ${type}`;
          const orphans = counts.get(key) ?? { consumer, source, type, count: 0 };
          counts.set(key, { ...orphans, count: orphans.count + 1 });
        }
      }
      if (rows.length < comparedAtOnce) break;
      after = rows.at(-1)?.id ?? after;
    }
  }
  return [...counts.values()];
}

async function missingIn<Event extends { id: string }>(
  source: Client | undefined,
  events: readonly Event[],
): Promise<Event[]> {
  if (!source || !(await hasTable(source, 'messaging.outbox'))) return [];
  const ids = events.map(({ id }) => id);
  const { rows } = await source.query<{ id: string }>('select id from messaging.outbox where id = any ($1)', [ids]);
  const found = new Set(rows.map(({ id }) => id));
  return events.filter(({ id }) => !found.has(id));
}

/** Not a database that was never migrated. */
async function hasTable(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ found: string | null }>('select to_regclass($1) as found', [name]);
  return !!rows[0]?.found;
}

import pg from 'pg';
import type { RecordedChange } from '#platform/subgraph/record-change.ts';
import type { TestPlatform } from '#test-kit/platform.ts';
import { subgraphNames } from '../../subgraphs/list.ts';

/** The reports to the audit log in the outboxes of all subgraphs. */
export interface Outboxes {
  /** Those since the last call, oldest first in each subgraph. */
  newReports(): Promise<RecordedChange[]>;
  /** All, with the ids of their events, as PostgreSQL has them. */
  texts(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function openOutboxes(platform: TestPlatform): Promise<Outboxes> {
  const clients: pg.Client[] = [];
  for (const name of subgraphNames) {
    const client = new pg.Client({ connectionString: platform.databaseOf(name) });
    await client.connect();
    clients.push(client);
  }
  const read = async <Row extends pg.QueryResultRow>(columns: string): Promise<Row[]> => {
    const rows: Row[] = [];
    for (const client of clients) {
      const text = `select ${columns} from messaging.outbox where message_type like '%.change-recorded.v1' order by position`;
      rows.push(...(await client.query<Row>(text)).rows);
    }
    return rows;
  };
  const known = new Set<string>();
  return {
    newReports: async () => {
      const rows = await read<{ id: string; data: RecordedChange }>(`id, body -> 'data' as data`);
      const fresh = rows.filter(({ id }) => !known.has(id));
      for (const { id } of fresh) known.add(id);
      return fresh.map(({ data }) => data);
    },
    texts: async () => (await read<{ body: string }>('body::text')).map(({ body }) => body),
    stop: async () => {
      for (const client of clients) await client.end();
    },
  };
}

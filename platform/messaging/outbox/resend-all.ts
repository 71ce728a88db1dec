import type { Client } from 'pg';
import { eventsKept } from '../retention.ts';

/** Events that one statement marks. */
const markedAtOnce = 10_000;

/**
 * Marks every sent event that the outbox still has as pending, so that the relays send it again, in the order of the outbox. Consumers
 * that have recorded an event ignore it. No relay may run meanwhile: it would send newer events between older ones. Returns the number of
 * marked events.
 */
export async function resendAll(client: Client, now: Date): Promise<number> {
  const { rows } = await client.query<{ outbox: string | null }>(`select to_regclass('messaging.outbox') as outbox`);
  if (!rows[0]?.outbox) return 0;
  let marked = 0;
  for (;;) {
    const { rowCount } = await client.query(
      `with sent as (
         select position from messaging.outbox where status = 'SENT' and created_at > $1 order by position limit $2)
       update messaging.outbox set status = 'PENDING' from sent where outbox.position = sent.position`,
      [new Date(now.getTime() - eventsKept), markedAtOnce],
    );
    marked += rowCount ?? 0;
    if ((rowCount ?? 0) < markedAtOnce) return marked;
  }
}

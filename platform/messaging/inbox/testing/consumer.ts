import { z } from 'zod';
import { silent } from '#test-kit/templates.ts';
import { systemClock } from '../../../clock.ts';
import type { CloudEvent } from '../../cloud-event.ts';
import { handler } from '../handler.ts';
import { Inbox } from '../inbox.ts';
import { openOrm } from './inbox-database.ts';

/**
 * A process that handles one event and pauses between its effect and the record that it was handled, until it is killed.
 * Arguments: the database, the handler's kind, the event as JSON.
 */
const [url = '', kind, json = ''] = process.argv.slice(2);
const { em } = await openOrm(url);
const event = JSON.parse(json) as CloudEvent;
const insert = `insert into effects (event, subject) values (?, ?)`;
const standStill = () => {
  process.stdout.write('effect\n');
  return new Promise<void>((resolve) => setTimeout(resolve, 600_000));
};
const inTransaction = handler.inTransaction(event.type, z.unknown(), async (tx) => {
  await tx.execute(insert, [event.id, event.subject]);
  await standStill();
});
const repeatable = handler.repeatable(event.type, z.unknown(), async () => {
  await em.fork().execute(insert, [event.id, event.subject]);
  await standStill();
});
const handlers = [kind === 'repeatable' ? repeatable : inTransaction];
const inbox = new Inbox({ em, handlers, clock: systemClock, log: silent });
await inbox.open();
await inbox.receive(event.source, async () => [event]);
await inbox.handleNext();

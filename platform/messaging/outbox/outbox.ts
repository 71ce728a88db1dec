import {
  defineEntity,
  type EntityManager,
  type EventSubscriber,
  p,
  type TransactionEventArgs,
} from '@mikro-orm/postgresql';
import { instant, text } from '../../database/standard-columns.ts';
import { requestScope } from '../../graphql/request-scope.ts';
import type { CloudEvent } from '../cloud-event.ts';

const OutboxMessageSchema = defineEntity({
  name: 'OutboxMessage',
  tableName: 'outbox',
  schema: 'messaging',
  properties: {
    position: p.bigint().primary().autoincrement(),
    id: text(50).unique('outbox_id_unique'),
    messageType: text(200),
    subject: text(50),
    body: p.json().$type<CloudEvent>(),
    attempts: p.integer().default(0),
    status: text(20).default('PENDING'),
    createdAt: instant(),
    sentAt: instant().nullable(),
    streamPosition: text(50).nullable(),
  },
  indexes: [{ name: 'outbox_pending_index', properties: ['position'], where: `status = 'PENDING'` }],
});

/** An event to relay, PENDING or SENT, written in the transaction that it reports, in the order of `position`. */
export class OutboxMessage extends OutboxMessageSchema.class {}
OutboxMessageSchema.setClass(OutboxMessage);

/** The managers whose open transaction has events. */
const appended = new WeakSet<EntityManager>();

/**
 * Writes the event in the transaction of `tx`, so that it is published exactly if that commits. Throws outside a transaction, and in a
 * nested one, which may be rolled back by itself.
 */
export function appendToOutbox(tx: EntityManager, event: CloudEvent): void {
  const transaction: object | undefined = tx.getTransactionContext();
  if (!transaction) throw new Error(`${event.type} was appended outside a transaction`);
  if ('savepointName' in transaction) throw new Error(`${event.type} was appended in a nested transaction`);
  tx.persist(
    tx.create(OutboxMessage, {
      id: event.id,
      messageType: event.type,
      subject: event.subject,
      body: event,
      createdAt: new Date(event.time),
    }),
  );
  appended.add(tx);
  requestScope.changed(event.subject);
}

/** Calls back after each committed transaction with events. */
export class CommittedEvents implements EventSubscriber {
  readonly #onCommit: () => void;

  constructor(onCommit: () => void) {
    this.#onCommit = onCommit;
  }

  async afterTransactionCommit({ em }: TransactionEventArgs): Promise<void> {
    if (appended.delete(em as EntityManager)) this.#onCommit();
  }

  async afterTransactionRollback({ em }: TransactionEventArgs): Promise<void> {
    appended.delete(em as EntityManager);
  }
}

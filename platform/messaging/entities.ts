import { defineEntity, p } from '@mikro-orm/postgresql';
import { instant, text } from '../database/standard-columns.ts';
import type { CloudEvent } from './cloud-event.ts';
import { OutboxMessage } from './outbox/outbox.ts';

const pending = `status = 'PENDING'`;

const EnvelopeSchema = defineEntity({
  name: 'Envelope',
  tableName: 'envelope',
  schema: 'messaging',
  properties: {
    position: p.bigint().primary().autoincrement(),
    id: text(50).unique('envelope_id_unique'),
    source: text(50),
    messageType: text(200),
    subject: text(50),
    body: p.json().$type<CloudEvent>().nullable(),
    status: text(20),
    attempts: p.integer().default(0),
    executionTime: instant(),
    createdAt: instant(),
  },
  indexes: [
    { name: 'envelope_pending_index', properties: ['subject', 'position'], where: pending },
    { name: 'envelope_due_index', properties: ['executionTime'], where: pending },
  ],
  checks: [{ name: 'envelope_status_check', expression: `status in ('PENDING', 'DONE', 'DEAD')` }],
});

/**
 * An event that came in: DONE in the transaction of its effect, PENDING while it waits for another attempt, DEAD after
 * the last. It keeps the body for as long as it may be needed, and the id so that the event has its effect once.
 */
export class Envelope extends EnvelopeSchema.class {}
EnvelopeSchema.setClass(Envelope);

const DeadLetterSchema = defineEntity({
  name: 'DeadLetter',
  tableName: 'dead_letters',
  schema: 'messaging',
  properties: {
    id: text(50).primary(),
    source: text(50),
    messageType: text(200),
    subject: text(50),
    body: p.json().$type<CloudEvent>(),
    error: p.text(),
    attempts: p.integer(),
    failedAt: instant(),
  },
});

/** An event that could not be handled in all its attempts, until it is replayed. */
export class DeadLetter extends DeadLetterSchema.class {}
DeadLetterSchema.setClass(DeadLetter);

const ClaimSchema = defineEntity({
  name: 'Claim',
  tableName: 'claims',
  schema: 'messaging',
  properties: {
    name: text(100).primary(),
    value: text(200).nullable(),
  },
});

/** What one instance at a time may do, by a lock of the row: relay a part of the outbox, read a source, look after the bus. */
export class Claim extends ClaimSchema.class {}
ClaimSchema.setClass(Claim);

/** What is stored in every subgraph's database beside its own. */
export const messagingEntities = [OutboxMessage, Envelope, DeadLetter, Claim];

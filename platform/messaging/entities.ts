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
 * A received event: PENDING until it is handled, then DONE, or DEAD after the last failed attempt. Its id makes a second delivery
 * harmless. Its body is kept while it is pending or dead.
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

/** An event that failed in all its attempts, until it is replayed. */
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

/** Work of one instance at a time, which locks the row: to relay a part of the outbox, to read a source, to verify the bus. */
export class Claim extends ClaimSchema.class {}
ClaimSchema.setClass(Claim);

/** The messaging entities of every subgraph's database. */
export const messagingEntities = [OutboxMessage, Envelope, DeadLetter, Claim];

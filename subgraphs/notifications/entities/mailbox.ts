import { defineEntity } from '@mikro-orm/postgresql';
import { instant, text } from '#platform/database/standard-columns.ts';

const MailboxSchema = defineEntity({
  name: 'Mailbox',
  tableName: 'mailboxes',
  properties: {
    recipientId: text(50).primary(),
    lastSentAt: instant(),
  },
});

/** When an account was last sent something. Its lock, held to the end of a transaction, orders what it is sent. */
export class Mailbox extends MailboxSchema.class {}
MailboxSchema.setClass(Mailbox);

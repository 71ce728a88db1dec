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

/** The time of an account's last notification. Its row lock orders the account's notifications across transactions. */
export class Mailbox extends MailboxSchema.class {}
MailboxSchema.setClass(Mailbox);

import { defineEntity, p } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

const AnnouncementSchema = defineEntity({
  name: 'Announcement',
  tableName: 'announcements',
  properties: {
    ...standardColumns,
    sentBy: text(50),
    title: text(200),
    body: text(2000),
    audience: p.json().$type<AccountType[]>(),
    status: text(20).$type<'SENDING' | 'SENT'>().index('announcements_status_index'),
    /** The last account it was sent to, in the order of account ids. */
    sentUpTo: text(50),
    /** The number of accounts it was sent to. */
    recipientCount: p.integer(),
  },
  checks: [{ name: 'announcements_status_check', expression: `status in ('SENDING', 'SENT')` }],
  filters,
});

/** A message from an admin to an audience, with its progress. */
export class Announcement extends AnnouncementSchema.class {}
AnnouncementSchema.setClass(Announcement);

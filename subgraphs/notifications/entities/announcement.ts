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
    /** The number of active accounts in the audience when it was made; null for one of an earlier release. */
    audienceSize: p.integer().nullable(),
  },
  checks: [{ name: 'announcements_status_check', expression: `status in ('SENDING', 'SENT')` }],
  filters,
});

/** A message from an admin to an audience, with its progress. */
export class Announcement extends AnnouncementSchema.class {}
AnnouncementSchema.setClass(Announcement);

/**
 * The number of accounts that an announcement is for, as it was when it was made. Null while an announcement of an earlier release, which
 * did not store it, is being sent.
 */
export function recipientCountOf({ audienceSize, status, recipientCount }: Announcement): number | null {
  return audienceSize ?? (status === 'SENT' ? recipientCount : null);
}

/** The time at which the last account got an announcement: nothing changes it later. Null while it is being sent. */
export function completionOf({ status, updatedAt }: Announcement): Date | null {
  return status === 'SENT' ? updatedAt : null;
}

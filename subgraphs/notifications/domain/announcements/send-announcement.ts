import type { EntityManager } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { badUserInput } from '#platform/errors/refusal.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { requireText } from '#platform/text.ts';
import { Announcement } from '../../entities/announcement.ts';
import { Recipient } from '../../entities/recipient.ts';
import { recordChange } from '../../events/record-change.ts';
import { audienceOf, sendNextBatch } from './continue-announcements.ts';

export interface SendAnnouncement extends ActionContext {
  title: string;
  body: string;
  audience: readonly AccountType[];
}

export interface SentAnnouncement {
  announcement: Announcement;
  /** The number of active accounts in the audience. */
  recipientCount: number;
}

/**
 * Sends an announcement to every active account of the audience, once each. Sends the first batch before it returns and
 * stores the announcement, so that `continueAnnouncements` sends the rest.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export function sendAnnouncement(em: EntityManager, input: SendAnnouncement): Promise<SentAnnouncement> {
  const { now, newId, actor } = input;
  const title = requireText(input.title, 'title', 200);
  const body = requireText(input.body, 'body', 2_000);
  const audience = [...new Set(input.audience)];
  if (audience.length === 0) throw badUserInput('audience', 'required');
  return em.transactional(async (tx) => {
    const announcement = tx.create(Announcement, {
      id: newId('an'),
      sentBy: actor.id,
      title,
      body,
      audience,
      status: 'SENDING',
      sentUpTo: '',
      recipientCount: 0,
      createdAt: now,
      updatedAt: now,
    });
    const recipientCount = await tx.count(Recipient, audienceOf(announcement));
    announcement.audienceSize = recipientCount;
    await sendNextBatch(tx, announcement, input);
    const fields = ['title', 'body', 'audience'] as const;
    recordChange(tx, { action: 'announcement.sent', subjectId: announcement.id, fields }, input);
    return { announcement, recipientCount };
  });
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput } from '#platform/errors/refusal.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import { requireText } from '#platform/text.ts';
import type { AccountType } from '../entities/notification.ts';
import { Recipient } from '../entities/recipient.ts';
import { maxNotifiedAtOnce, notify } from './notify.ts';
import { sendingTime } from './sending-time.ts';

export interface SendAnnouncement extends Given {
  title: string;
  body: string;
  audience: readonly AccountType[];
}

/**
 * Tells every active account of the audience, each once, all or none; by batches, so that memory does not grow with the
 * audience. Returns how many. Throws BAD_USER_INPUT.
 */
export async function sendAnnouncement(em: EntityManager, input: SendAnnouncement): Promise<number> {
  const { audience, now } = input;
  const title = requireText(input.title, 'title', 200);
  const body = requireText(input.body, 'body', 2_000);
  if (audience.length === 0) throw badUserInput('audience', 'required');
  return em.transactional(async (tx) => {
    const sentAtUtc = await sendingTime(tx, now);
    let count = 0;
    for (let after = ''; ; ) {
      const where = { accountType: { $in: [...audience] }, isActive: true, accountId: { $gt: after } };
      const batch = await tx.find(Recipient, where, { orderBy: { accountId: 'asc' }, limit: maxNotifiedAtOnce });
      if (batch.length === 0) return count;
      const messages = batch.map(({ accountId, accountType }) => ({
        type: 'ANNOUNCEMENT' as const,
        recipientId: accountId,
        recipientType: accountType,
        title,
        body,
        data: null,
      }));
      await notify(tx, { ...input, sentAtUtc, messages });
      tx.clear();
      count += batch.length;
      after = batch.at(-1)?.accountId ?? after;
    }
  });
}

import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { AccountType } from '../entities/notification.ts';
import { Recipient } from '../entities/recipient.ts';

export interface KeepRecipient extends EventOrigin {
  accountId: string;
  accountType: AccountType;
  fullName: string | null;
  isActive: boolean;
  locale: 'AR' | 'EN';
}

/** Takes over what users says of an account. */
export async function keepRecipient(
  em: EntityManager,
  { now, newId, traceparent: _, ...account }: KeepRecipient,
): Promise<void> {
  await em.upsert(
    Recipient,
    { id: newId('r'), ...account, createdAt: now, updatedAt: now },
    { onConflictFields: ['accountId'], onConflictExcludeFields: ['id', 'createdAt'] },
  );
}

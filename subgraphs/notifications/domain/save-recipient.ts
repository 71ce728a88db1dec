import type { EntityManager } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { Recipient } from '../entities/recipient.ts';

export interface SaveRecipient extends EventOrigin {
  accountId: string;
  accountType: AccountType;
  fullName: string | null;
  isActive: boolean;
  locale: 'AR' | 'EN';
}

/** Inserts or updates the copy of an account. */
export async function saveRecipient(
  em: EntityManager,
  { now, newId, traceparent: _, ...account }: SaveRecipient,
): Promise<void> {
  await em.upsert(
    Recipient,
    { id: newId('r'), ...account, createdAt: now, updatedAt: now },
    { onConflictFields: ['accountId'], onConflictExcludeFields: ['id', 'createdAt'] },
  );
}

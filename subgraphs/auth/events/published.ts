import { z } from 'zod';
import { accountTypes } from '#contract/account-type.ts';
import { eventType } from '#platform/messaging/cloud-event.ts';

const source = 'auth';

/** An account signed in. The subject is the account's id. */
export const signedIn = eventType(
  source,
  'auth.signed-in.v1',
  z.object({ accountId: z.string(), accountType: z.enum(accountTypes), sid: z.string() }),
);

export const endReasons = ['SIGNED_OUT', 'REVOKED', 'REUSED', 'ACCOUNT_INACTIVE'] as const;
export type EndReason = (typeof endReasons)[number];

/** A session ended before it expired. The subject is the account's id. */
export const sessionEnded = eventType(
  source,
  'auth.session-ended.v1',
  z.object({ accountId: z.string(), sid: z.string(), reason: z.enum(endReasons) }),
);

import { z } from 'zod';
import { type Handler, handler } from '#platform/messaging/inbox/handler.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { endSessionsOfAccount } from '../domain/sessions/end-sessions-of-account.ts';
import type { EndReason } from './published.ts';

const account = z.object({ accountId: z.string() });

/** The events of users that end an account's sessions. */
const endingSessions: Record<string, EndReason> = {
  'users.account-deactivated.v1': 'ACCOUNT_INACTIVE',
  'users.account-deleted.v1': 'ACCOUNT_INACTIVE',
  'users.account-phone-changed.v1': 'REVOKED',
};

/** Ends the sessions of accounts that users deactivated or deleted, or whose phone number it changed. */
export function handlersOf({ clock, newId }: SubgraphServices): Handler[] {
  return Object.entries(endingSessions).map(([type, reason]) =>
    handler.inTransaction(type, account, async (tx, { data, time, traceparent }) => {
      const origin = { now: clock.now(), newId, traceparent };
      await endSessionsOfAccount(tx, data.accountId, new Date(time), reason, origin);
    }),
  );
}

import { z } from 'zod';
import { type Handler, handler } from '#platform/messaging/inbox/handler.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { endSessionsOfAccount } from '../domain/sessions/end-sessions-of-account.ts';

const account = z.object({ accountId: z.string() });

/** Ends the sessions of accounts that users deactivated or deleted. */
export function handlersOf({ clock, newId }: SubgraphServices): Handler[] {
  return ['users.account-deactivated.v1', 'users.account-deleted.v1'].map((type) =>
    handler.inTransaction(type, account, async (tx, { data, time, traceparent }) => {
      const origin = { now: clock.now(), newId, traceparent };
      await endSessionsOfAccount(tx, data.accountId, new Date(time), origin);
    }),
  );
}

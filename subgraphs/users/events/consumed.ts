import { z } from 'zod';
import { type Handler, handler } from '#platform/messaging/inbox/handler.ts';
import { recordSignIn } from '../domain/accounts/record-sign-in.ts';

/** Handlers of the events that users consumes. */
export const handlers: Handler[] = [
  handler.inTransaction('auth.signed-in.v1', z.object({ accountId: z.string() }), async (tx, { data, time }) =>
    recordSignIn(tx, data.accountId, new Date(time)),
  ),
];

import { z } from 'zod';
import { auditSources } from '#contract/audit.ts';
import { type Handler, handler } from '#platform/messaging/inbox/handler.ts';
import { changeRecordedType } from '#platform/subgraph/record-change.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { recordSignIn } from '../domain/accounts/record-sign-in.ts';
import { saveAuditEntry } from '../domain/audit/save-audit-entry.ts';

/** Its action and fields are texts, so that a publisher of a later release can report others. */
const reportedChange = z.object({
  action: z.string(),
  subjectId: z.string(),
  actorId: z.string(),
  actorRole: z.string(),
  fields: z.array(z.string()),
  address: z.string().nullable(),
});

/** Handlers of the events that users consumes. */
export const handlersOf = ({ newId }: Pick<SubgraphServices, 'newId'>): Handler[] => [
  handler.inTransaction(
    'auth.signed-in.v1',
    z.object({ accountId: z.string() }),
    async (tx, { data, time, traceparent }) =>
      recordSignIn(tx, data.accountId, { now: new Date(time), newId, traceparent }),
  ),
  ...auditSources.map((source) =>
    handler.inTransaction(changeRecordedType(source), reportedChange, async (tx, { id, time, data }) =>
      saveAuditEntry(tx, { eventId: id, time: new Date(time), ...data }),
    ),
  ),
];

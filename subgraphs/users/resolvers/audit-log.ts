import { accountLoadFor } from '../domain/batch-loads.ts';
import type { AuditLogEntryResolvers } from '../generated/types.ts';

export const auditLogEntryType: AuditLogEntryResolvers = {
  actor: ({ actorId }, _arguments, context) => {
    const load = accountLoadFor(actorId);
    return load && context.load(load, actorId);
  },
};

import type { EntityManager } from '@mikro-orm/postgresql';
import { AuditEntry } from '../../entities/audit-entry.ts';

export interface ReportedChange {
  /** The id of the event that reports it. */
  eventId: string;
  /** The time of the change. */
  time: Date;
  action: string;
  subjectId: string;
  actorId: string;
  actorRole: string;
  fields: string[];
  address: string | null;
}

/** Adds a change to the audit log, in the caller's transaction. The entry's id is that of the event, so that none has two entries. */
export function saveAuditEntry(tx: EntityManager, { eventId, time, ...change }: ReportedChange): void {
  const id = eventId.replace(/^[a-z]+_/, 'au_');
  tx.create(AuditEntry, { id, ...change, createdAt: time, updatedAt: time });
}

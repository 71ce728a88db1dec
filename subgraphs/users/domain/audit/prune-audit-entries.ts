import type { EntityManager } from '@mikro-orm/postgresql';

/** Entries that one call deletes. */
export const auditPruneBatch = 1_000;

const day = 24 * 60 * 60_000;

/**
 * Deletes a batch of the oldest entries of the audit log, those made more than `retentionDays` ago. Any number of instances may run it.
 *
 * @returns Their number; with `auditPruneBatch` there may be others.
 */
export async function pruneAuditEntries(em: EntityManager, now: Date, retentionDays: number): Promise<number> {
  const keptSince = new Date(now.getTime() - retentionDays * day).toISOString();
  const deleted = await em.fork().execute<unknown[]>(
    `delete from audit_entries where id = any (array (
       select id from audit_entries where created_at < ?::timestamptz order by created_at, id limit ? for update skip locked
     )) returning 1`,
    [keptSince, auditPruneBatch],
  );
  return deleted.length;
}

import type { EntityManager } from '@mikro-orm/postgresql';

/** Days for which a repeated request returns the first result. */
const retentionDays = 7;

/** Keys that one call deletes. */
export const pruneBatch = 1_000;

/** Deletes at most `pruneBatch` idempotency keys that are older than seven days. Returns their number. */
export async function pruneIdempotencyKeys(em: EntityManager, now: Date): Promise<number> {
  const { affectedRows } = await em.getConnection().execute<{ affectedRows: number }>(
    `delete from idempotency_keys where id in (
       select id from idempotency_keys where created_at < ? order by created_at limit ? for update skip locked
     )`,
    [new Date(now.getTime() - retentionDays * 86_400_000), pruneBatch],
    'run',
  );
  return affectedRows;
}

import type { MikroORM } from '@mikro-orm/postgresql';
import { idGenerator } from '#platform/ids.ts';
import { IdempotencyKey } from '../entities/idempotency-key.ts';
import { passengerId } from './harness.ts';

/** Inserts an idempotency key with the time of its use. */
export async function storeKey(orm: MikroORM, key: string, usedAt: Date): Promise<void> {
  const columns = { accountId: passengerId, operation: 'bookSeats', key, requestHash: 'a hash', resultIds: [] };
  const id = idGenerator({ now: () => usedAt })('k');
  await orm.em.fork().insert(IdempotencyKey, { id, createdAt: usedAt, updatedAt: usedAt, ...columns });
}

/** All stored idempotency keys, sorted. */
export async function readKeys(orm: MikroORM): Promise<string[]> {
  const keys = await orm.em.fork().find(IdempotencyKey, {}, { orderBy: { key: 'asc' } });
  return keys.map(({ key }) => key);
}

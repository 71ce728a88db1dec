import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { limits } from '../limits.ts';
import { sqlStateOf } from './constraint-of.ts';

const serializationFailure = '40001';
const deadlockDetected = '40P01';

/** Whether PostgreSQL undid the transaction only because of others at the same time, so that it may succeed if run again. */
export function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === serializationFailure || state === deadlockDetected;
}

/**
 * Runs the work in a transaction of its own. What PostgreSQL undid for a deadlock or a serialization failure is run again from
 * its beginning, a bounded number of times; so the work touches nothing but the transaction that it is given, and its
 * effect happens once. Throws what the work throws, and the last failure.
 */
export async function inTransaction<Result>(
  em: EntityManager,
  work: (tx: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      // Nothing that was read before, or by an earlier attempt, is taken for the present.
      return await em.transactional(work, { clear: true });
    } catch (error) {
      if (attempt === limits.transactionAttempts || !isTransient(error)) throw error;
      await sleep(Math.random() * limits.transactionBackoff * attempt);
    }
  }
}

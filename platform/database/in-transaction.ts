import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sqlStateOf } from './constraint-of.ts';

const serializationFailure = '40001';
const deadlockDetected = '40P01';

/** Attempts at one transaction. A conflict that outlasts them is an error. */
export const maxAttempts = 5;

/** The longest pause before the second attempt, in milliseconds; it grows with each attempt. */
const backoff = 10;

/** Whether PostgreSQL rolled the transaction back only because of a concurrent one, so that a retry may succeed. */
export function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === serializationFailure || state === deadlockDetected;
}

/**
 * Runs the work in a transaction of its own, and retries it after a deadlock or a serialization failure, five attempts in all. The
 * work must have no effect outside the transaction. Throws what the work throws, or the last such failure.
 */
export async function inTransaction<Result>(
  em: EntityManager,
  work: (tx: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      // Forgets entities that were read before the transaction, or by an earlier attempt.
      return await em.transactional(work, { clear: true });
    } catch (error) {
      if (attempt === maxAttempts || !isTransient(error)) throw error;
      await sleep(Math.random() * backoff * attempt);
    }
  }
}

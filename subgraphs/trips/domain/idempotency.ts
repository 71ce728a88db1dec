import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import { IdempotencyKey, keyUnique } from '../entities/idempotency-key.ts';

const maxKeyLength = 100;

/** A request that its sender may repeat. */
export interface Repeatable {
  operation: string;
  key: string | null | undefined;
  /** What was asked: the same key with another input is a conflict. */
  input: unknown;
}

export interface Work<Prepared, Result> {
  /** Asks whatever has to be asked of others, before the transaction; not when the request is a repeated one. */
  prepare: () => Promise<Prepared>;
  /** Returns the ids of what it made. */
  work: (tx: EntityManager, prepared: Prepared) => Promise<string[]>;
  /** Reads again what has these ids. */
  read: (em: EntityManager, ids: string[]) => Promise<Result>;
}

/**
 * Does the work once for a key. The key is written in the transaction of the work, after it, so that a failed request
 * leaves none behind; of twins at the same instant one works, and the other ends with the first one's result.
 * Throws IDEMPOTENCY_CONFLICT.
 */
export async function once<Prepared, Result>(
  em: EntityManager,
  { operation, key, input }: Repeatable,
  { actor, now, newId }: Given,
  { prepare, work, read }: Work<Prepared, Result>,
): Promise<Result> {
  if (key == null) {
    const prepared = await prepare();
    return read(em, await em.transactional((tx) => work(tx, prepared)));
  }
  if (key.length < 1 || key.length > maxKeyLength) throw badUserInput('idempotencyKey');
  const requestHash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const where = { accountId: actor.id, operation, key };
  const before = async () => {
    const found = await em.fork().findOne(IdempotencyKey, where);
    if (found && found.requestHash !== requestHash) throw new Refusal('IDEMPOTENCY_CONFLICT');
    return found?.resultIds;
  };

  const earlier = await before();
  if (earlier) return read(em, earlier);
  try {
    const prepared = await prepare();
    const ids = await em.transactional(async (tx) => {
      const resultIds = await work(tx, prepared);
      tx.create(IdempotencyKey, {
        id: newId('k'),
        ...where,
        requestHash,
        resultIds,
        createdAt: now,
        updatedAt: now,
      });
      return resultIds;
    });
    return await read(em, ids);
  } catch (error) {
    // Whatever stopped this one, be it the key itself, a seat or a limit: a twin may have been first.
    const isRefusal = error instanceof Refusal || constraintOf(error) === keyUnique;
    const twins = isRefusal ? await before() : undefined;
    if (twins) return read(em, twins);
    throw error;
  }
}

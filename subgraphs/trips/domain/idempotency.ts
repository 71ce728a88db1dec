import { hash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { lengthOf } from '#platform/text.ts';
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

/** A key that can be kept, and the hash of what was asked with it. */
export interface CheckedKey {
  key: string;
  hash: () => string;
}

/** Null where there is none. Throws BAD_USER_INPUT. */
export function checkKey({ key, input }: Repeatable): CheckedKey | null {
  if (key == null) return null;
  if (key.length === 0 || lengthOf(key) > maxKeyLength || key.includes('\0')) throw badUserInput('idempotencyKey');
  return { key, hash: () => hash('sha256', JSON.stringify(input)) };
}

/** The ids of what came of the same request before; null where there was none. Throws IDEMPOTENCY_CONFLICT. */
export async function earlierResult(
  em: EntityManager,
  accountId: string,
  operation: string,
  { key, hash }: CheckedKey,
): Promise<string[] | null> {
  const found = await em.fork().findOne(IdempotencyKey, { accountId, operation, key });
  if (found && found.requestHash !== hash()) throw new Refusal('IDEMPOTENCY_CONFLICT');
  return found?.resultIds ?? null;
}

/**
 * Does the work once for a key. The key is written in the transaction of the work, after it, so that a failed request
 * leaves none behind; of twins at the same instant one works, and the other ends with the first one's result.
 * Throws IDEMPOTENCY_CONFLICT.
 */
export async function once<Prepared, Result>(
  em: EntityManager,
  repeatable: Repeatable,
  { actor, now, newId }: ActionContext,
  { prepare, work, read }: Work<Prepared, Result>,
): Promise<Result> {
  const checked = checkKey(repeatable);
  if (!checked) {
    const prepared = await prepare();
    return read(em, await inTransaction(em, (tx) => work(tx, prepared)));
  }
  const { operation } = repeatable;
  const before = () => earlierResult(em, actor.id, operation, checked);

  const earlier = await before();
  if (earlier) return read(em, earlier);
  try {
    const prepared = await prepare();
    const ids = await inTransaction(em, async (tx) => {
      const resultIds = await work(tx, prepared);
      const { key } = checked;
      const kept = { accountId: actor.id, operation, key, requestHash: checked.hash(), resultIds };
      tx.create(IdempotencyKey, { id: newId('k'), ...kept, createdAt: now, updatedAt: now });
      return resultIds;
    });
    return await read(em, ids);
  } catch (error) {
    // Whatever stopped this one, be it the key itself or a refusal: a twin may have been first.
    const isRefusal = error instanceof Refusal || constraintOf(error) === keyUnique;
    const twins = isRefusal ? await before() : null;
    if (twins) return read(em, twins);
    throw error;
  }
}

import { hash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { lengthOf } from '#platform/text.ts';
import { IdempotencyKey, keyUnique } from '../entities/idempotency-key.ts';

/** Characters. */
const maxKeyLength = 100;

/** A request that its client may repeat. */
export interface RepeatableRequest {
  operation: string;
  key: string | null | undefined;
  /** The same key with another input is a conflict. */
  input: unknown;
}

export interface IdempotentWork<Prepared, Result> {
  /** Calls other services, before the transaction begins. Skipped for a repeated request. */
  prepare: () => Promise<Prepared>;
  /** Returns the ids of the rows it created. */
  work: (tx: EntityManager, prepared: Prepared) => Promise<string[]>;
  /** Reads the rows with these ids. */
  read: (em: EntityManager, ids: string[]) => Promise<Result>;
}

/** A valid idempotency key, with the hash of the request's input. */
export interface CheckedKey {
  key: string;
  hash: () => string;
}

/** @throws Refusal BAD_USER_INPUT */
export function checkKey({ key, input }: Omit<RepeatableRequest, 'operation'>): CheckedKey | null {
  if (key == null) return null;
  if (key.length === 0 || lengthOf(key) > maxKeyLength || key.includes('\0')) throw badUserInput('idempotencyKey');
  return { key, hash: () => hash('sha256', JSON.stringify(input)) };
}

/**
 * Finds the row ids that an earlier request with the same key returned; null when there was none.
 *
 * @throws Refusal IDEMPOTENCY_CONFLICT
 */
export async function findEarlierResult(
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
 * Does the work once per idempotency key, and returns the first result for repeated requests. The key is written in the work's
 * transaction, so a failed request leaves no key. Of concurrent requests with one key, one does the work and the others return
 * its result.
 *
 * @throws Refusal IDEMPOTENCY_CONFLICT, and what the work throws.
 */
export async function once<Prepared, Result>(
  em: EntityManager,
  request: RepeatableRequest,
  { actor, now, newId }: ActionContext,
  { prepare, work, read }: IdempotentWork<Prepared, Result>,
): Promise<Result> {
  const checked = checkKey(request);
  if (!checked) {
    const prepared = await prepare();
    return read(em, await inTransaction(em, (tx) => work(tx, prepared)));
  }
  const { operation } = request;
  const findEarlier = () => findEarlierResult(em, actor.id, operation, checked);

  const earlier = await findEarlier();
  if (earlier) return read(em, earlier);
  try {
    const prepared = await prepare();
    const ids = await inTransaction(em, async (tx) => {
      const resultIds = await work(tx, prepared);
      const { key } = checked;
      const row = { accountId: actor.id, operation, key, requestHash: checked.hash(), resultIds };
      tx.create(IdempotencyKey, { id: newId('k'), ...row, createdAt: now, updatedAt: now });
      return resultIds;
    });
    return await read(em, ids);
  } catch (error) {
    // The key's unique index or a refusal may be the effect of a concurrent request with the same key.
    const isRefusal = error instanceof Refusal || constraintOf(error) === keyUnique;
    const concurrent = isRefusal ? await findEarlier() : null;
    if (concurrent) return read(em, concurrent);
    throw error;
  }
}

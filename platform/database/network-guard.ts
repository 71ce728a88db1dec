import { type MikroORM, TransactionContext } from '@mikro-orm/postgresql';
import type { ControlledTransaction } from 'kysely';

/** The configurations of the ORMs whose transactions forbid network calls. */
const guarded = new WeakSet<object>();

/**
 * Makes network calls inside the ORM's transactions throw. They would keep a connection of the pool, and the transaction's
 * locks, for as long as another service takes to answer. Started subgraphs call this, except in production, where such a
 * call is slow but succeeds.
 */
export function forbidNetworkInTransactions(orm: MikroORM): void {
  guarded.add(orm.config);
}

/**
 * Throws when `em.transactional()` has a transaction open in this async context, and its ORM forbids network calls.
 * Adapters of other services call it before each request. The bus does not: relay and inbox keep the lock on a row while
 * they use it, so that only one instance does.
 */
export function assertNoTransaction(call: string): void {
  const em = TransactionContext.currentTransactionContext()?.em;
  const transaction = em?.getTransactionContext<ControlledTransaction<unknown>>();
  // Work that a transaction started may outlive it.
  if (!em || !guarded.has(em.config) || !transaction || transaction.isCommitted || transaction.isRolledBack) return;
  throw new Error(`${call} inside a transaction`);
}

/** The function with {@link assertNoTransaction} before each call. */
export function outsideTransaction<Arguments extends unknown[], Result>(
  call: string,
  send: (...values: Arguments) => Promise<Result>,
): (...values: Arguments) => Promise<Result> {
  return async (...values) => {
    assertNoTransaction(call);
    return send(...values);
  };
}

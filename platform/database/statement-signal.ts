import type { EventSubscriber, TransactionEventArgs } from '@mikro-orm/postgresql';

/** The library protects it. A transaction's manager has the signal of the manager that began it. */
interface Abortable {
  getAbortOptions(): { signal?: AbortSignal } | undefined;
}

/** The signal after which a manager begins no statement, if it was forked with one. */
export function statementSignalOf(em: object): AbortSignal | undefined {
  return (em as Abortable).getAbortOptions()?.signal;
}

/** Lets no transaction begin or commit after its manager's signal, as the ORM lets no other statement begin. */
export class AbortedTransactions implements EventSubscriber {
  beforeTransactionStart({ em }: TransactionEventArgs): void {
    statementSignalOf(em)?.throwIfAborted();
  }

  beforeTransactionCommit({ em }: TransactionEventArgs): void {
    statementSignalOf(em)?.throwIfAborted();
  }
}

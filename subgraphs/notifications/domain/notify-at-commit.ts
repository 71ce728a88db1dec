import type { EntityManager, EventSubscriber, TransactionEventArgs } from '@mikro-orm/postgresql';
import type { Clock } from '#platform/clock.ts';
import { requestScope } from '#platform/graphql/request-scope.ts';
import type { NewId } from '#platform/ids.ts';
import { Recipient } from '../entities/recipient.ts';
import type { Locale, Render } from '../texts/render.ts';
import type { NotificationDraft } from './draft-notifications.ts';
import { type Message, notify } from './notify.ts';

interface PendingDraft {
  causeId: string;
  draft: NotificationDraft;
  traceparent: string | undefined;
}

const pending = new WeakMap<EntityManager, PendingDraft[]>();

/**
 * Sends notifications when the transaction of `tx` commits, each in its recipient's language. Throws outside a transaction and
 * in a nested one.
 */
export function notifyAtCommit(tx: EntityManager, causeId: string, drafts: readonly NotificationDraft[]): void {
  const transaction: object | undefined = tx.getTransactionContext();
  if (!transaction || 'savepointName' in transaction) throw new Error('notifyAtCommit needs an outermost transaction');
  const drafted = pending.get(tx) ?? [];
  const traceparent = requestScope.span()?.traceparent;
  for (const draft of drafts) drafted.push({ causeId, draft, traceparent });
  pending.set(tx, drafted);
}

/**
 * Sends the notifications of a transaction together, as its last step. All events of the transaction share one pass over the
 * recipients' locks, so that transactions do not deadlock, and few statements.
 */
export class CommitNotifier implements EventSubscriber {
  readonly #render: Render;
  readonly #clock: Clock;
  readonly #newId: NewId;

  constructor(render: Render, clock: Clock, newId: NewId) {
    this.#render = render;
    this.#clock = clock;
    this.#newId = newId;
  }

  async beforeTransactionCommit(args: TransactionEventArgs): Promise<void> {
    const tx = args.em as EntityManager;
    const drafted = pending.get(tx) ?? [];
    pending.delete(tx);
    if (drafted.length === 0) return;
    const locales = await localesOf(tx, new Set(drafted.map(({ draft }) => draft.recipientId)));
    const messages = drafted.map(({ causeId, draft, traceparent }): Message => {
      const { text, parameters, ...message } = draft;
      return {
        causeId,
        traceparent,
        ...message,
        ...this.#render(locales.get(draft.recipientId) ?? 'AR', text, parameters),
      };
    });
    await notify(tx, messages, { now: this.#clock.now(), newId: this.#newId });
  }

  async afterTransactionRollback({ em }: TransactionEventArgs): Promise<void> {
    pending.delete(em as EntityManager);
  }
}

/** Leaves out accounts whose copy has not arrived yet. */
async function localesOf(tx: EntityManager, accountIds: ReadonlySet<string>): Promise<Map<string, Locale>> {
  const recipients = await tx.find(
    Recipient,
    { accountId: { $in: [...accountIds] } },
    { fields: ['accountId', 'locale'], disableIdentityMap: true },
  );
  return new Map(recipients.map(({ accountId, locale }) => [accountId, locale]));
}

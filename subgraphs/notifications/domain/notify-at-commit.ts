import type { EntityManager, EventSubscriber, TransactionEventArgs } from '@mikro-orm/postgresql';
import type { Clock } from '#platform/clock.ts';
import type { NewId } from '#platform/ids.ts';
import { Recipient } from '../entities/recipient.ts';
import type { Locale, Render } from '../texts/render.ts';
import type { Told } from './event-notifications.ts';
import { type Message, notify } from './notify.ts';

interface Waiting {
  causeId: string;
  told: Told;
}

const waiting = new WeakMap<EntityManager, Waiting[]>();

/** Tells accounts of an event when the transaction that `tx` is in commits, each in its language. Throws outside one, and in a nested one. */
export function tell(tx: EntityManager, causeId: string, told: readonly Told[]): void {
  const transaction: object | undefined = tx.getTransactionContext();
  if (!transaction || 'savepointName' in transaction) throw new Error('accounts are told in a transaction of its own');
  const already = waiting.get(tx) ?? [];
  for (const each of told) already.push({ causeId, told: each });
  waiting.set(tx, already);
}

/**
 * Sends what a transaction's events tell, all of them together as its last step: in one order of recipients, so that no two
 * transactions wait for each other, and in few statements.
 */
export class TellAtCommit implements EventSubscriber {
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
    const all = waiting.get(tx) ?? [];
    waiting.delete(tx);
    if (all.length === 0) return;
    const locales = await localesOf(tx, new Set(all.map(({ told }) => told.recipientId)));
    const messages = all.map(({ causeId, told }): Message => {
      const { text, parameters, ...message } = told;
      return { causeId, ...message, ...this.#render(locales.get(told.recipientId) ?? 'AR', text, parameters) };
    });
    await notify(tx, messages, { now: this.#clock.now(), newId: this.#newId });
  }

  async afterTransactionRollback({ em }: TransactionEventArgs): Promise<void> {
    waiting.delete(em as EntityManager);
  }
}

/** Whose copy has not come yet is told in the language that accounts begin with. */
async function localesOf(tx: EntityManager, accountIds: ReadonlySet<string>): Promise<Map<string, Locale>> {
  const recipients = await tx.find(
    Recipient,
    { accountId: { $in: [...accountIds] } },
    { fields: ['accountId', 'locale'], disableIdentityMap: true },
  );
  return new Map(recipients.map(({ accountId, locale }) => [accountId, locale]));
}

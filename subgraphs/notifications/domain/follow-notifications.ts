import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { repeatRead, restartPauses } from '#platform/database/repeat-read.ts';
import { BoundedQueue } from '#platform/run/bounded-queue.ts';
import type { Notification } from '../entities/notification.ts';
import type { NotificationSignal } from './notification-signal.ts';
import { requireAccountType } from './permissions.ts';
import { lastPosition, type Position, positionOf, readNotificationsAfter } from './read-notifications-after.ts';

export interface FollowNotifications {
  viewer: Viewer;
  signal: NotificationSignal;
  /** The cursor to begin after, such as the id of a notification; that of the last one by default. */
  after: string | null | undefined;
}

/**
 * Returns the viewer's notifications as they are sent, each once and in order. With `after`, it begins with the stored ones
 * after that notification.
 *
 * @throws Refusal FORBIDDEN for a service, BAD_USER_INPUT when the viewer has no notification `after`.
 */
export async function followNotifications(
  em: EntityManager,
  { viewer, signal, after }: FollowNotifications,
): Promise<AsyncIterableIterator<Notification, undefined>> {
  requireAccountType(viewer);
  const start =
    after == null ? await lastPosition(em.fork(), viewer.id) : await positionOf(em.fork(), viewer.id, after);
  return new NotificationTail(em, viewer.id, signal, start);
}

/** Not an async generator: `return` has to end a pending `next` at once, so that a client that leaves holds nothing. */
class NotificationTail implements AsyncIterableIterator<Notification, undefined> {
  readonly #em: EntityManager;
  readonly #recipientId: string;
  readonly #signals: BoundedQueue<null>;
  #position: Position | null;
  #page: Notification[] = [];
  #returned = false;

  constructor(em: EntityManager, recipientId: string, signal: NotificationSignal, start: Position | null) {
    this.#em = em;
    this.#recipientId = recipientId;
    this.#position = start;
    // One signal is enough: a read returns everything since the last one.
    this.#signals = new BoundedQueue(1, { onClose: () => stopListening() });
    const stopListening = signal.listen(recipientId, () => this.#signals.push(null));
  }

  async next(): Promise<IteratorResult<Notification, undefined>> {
    while (!this.#returned) {
      const notification = this.#page.shift();
      if (notification) {
        this.#position = notification;
        return { value: notification, done: false };
      }
      await this.#readPage();
      // A signal during the read is still queued.
      if (this.#page.length === 0) await this.#signals.next();
    }
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Notification, undefined>> {
    this.#returned = true;
    await this.#signals.return();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #readPage(): Promise<void> {
    const read = () => readNotificationsAfter(this.#em.fork(), this.#recipientId, this.#position);
    try {
      this.#page = await repeatRead(read, restartPauses, () => !this.#returned);
    } catch (error) {
      // A reader whose `next` rejects does not call `return`.
      await this.return();
      throw error;
    }
  }
}

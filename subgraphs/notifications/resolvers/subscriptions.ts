import { forbidden } from '#platform/errors/refusal.ts';
import type { NotificationsContext } from '../context.ts';
import type { Arrivals } from '../domain/notification-signal.ts';
import { lastPlace, notificationsAfter, type Place, placeOf } from '../domain/read-notifications-after.ts';
import type { Notification } from '../entities/notification.ts';
import type { SubscriptionResolvers } from '../generated/types.ts';

export const subscriptions: SubscriptionResolvers = {
  notificationReceived: {
    subscribe: async (_root, { after }, context) => {
      const { viewer, services } = context;
      if (!viewer || viewer.role === 'service') throw forbidden();
      const from = after == null ? await lastPlace(context.em, viewer.id) : await placeOf(context.em, viewer.id, after);
      return follow(context, viewer.id, from, services.arrivals);
    },
    resolve: (notification: Notification) => notification,
  },
};

/** An account's notifications after a place, each once and in their order: what is stored, then what arrives. */
function follow(
  context: NotificationsContext,
  recipientId: string,
  from: Place | null,
  arrivals: Arrivals,
): AsyncIterableIterator<Notification> {
  let place = from;
  let page: Notification[] = [];
  let ended = false;
  let news = Promise.withResolvers<void>();
  const stop = arrivals.listen(recipientId, () => news.resolve());
  const sequence = {
    next: async (): Promise<IteratorResult<Notification, undefined>> => {
      while (!ended) {
        const next = page.shift();
        if (next) {
          place = next;
          return { value: next, done: false };
        }
        // Renewed before the look, so that what arrives during it is not slept through.
        news = Promise.withResolvers();
        try {
          page = await notificationsAfter(context.fresh().em, recipientId, place);
        } catch (error) {
          // Nobody calls return on a sequence that has failed.
          await sequence.return();
          throw error;
        }
        if (page.length === 0) await news.promise;
      }
      return { value: undefined, done: true };
    },
    return: async (): Promise<IteratorResult<Notification, undefined>> => {
      ended = true;
      stop();
      news.resolve();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: (): AsyncIterableIterator<Notification> => sequence,
  };
  return sequence;
}

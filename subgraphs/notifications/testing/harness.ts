import { expect } from '@jest/globals';
import { idGenerator } from '#platform/ids.ts';
import { type GraphQLAnswer, startTestSubgraph, type TestSubgraph } from '../../../tests/support/subgraph.ts';
import { keepRecipient } from '../domain/keep-recipient.ts';
import type { NotificationData } from '../entities/notification.ts';
import { Notification } from '../entities/notification.ts';
import { createNotifications } from '../service.ts';

/** An id of a test's own. */
export const idOf = (prefix: string, digit: string): string => `${prefix}_${digit.repeat(32)}`;

export const ownerId = idOf('p', '1');

/** A notifications subgraph for one test file, and the people who ask. */
export interface NotificationsHarness extends TestSubgraph {
  tokens: Record<'owner' | 'stranger' | 'driver' | 'admin' | 'service', string>;
  /** Stores a notification, so many seconds after the one before it. */
  tell(recipientId: string, data?: NotificationData | null): Promise<string>;
  keep(accountId: string, accountType: 'DRIVER' | 'PASSENGER' | 'ADMIN', isActive?: boolean): Promise<void>;
  /** What an account shows of itself, by its key. */
  account(fields: string, id: string, token: string | null): Promise<GraphQLAnswer>;
}

export async function startNotifications(): Promise<NotificationsHarness> {
  const notifications = await startTestSubgraph('notifications', createNotifications);
  const { sign } = notifications.keys;
  const newId = idGenerator(notifications.clock);
  let sent = Date.now() - 3_600_000;
  return {
    ...notifications,
    tokens: {
      owner: await sign({ sub: ownerId, scope: 'passenger' }),
      stranger: await sign({ sub: idOf('p', '2'), scope: 'passenger' }),
      driver: await sign({ sub: idOf('d', '1'), scope: 'driver' }),
      admin: await sign({ sub: idOf('a', '1'), scope: 'admin' }),
      service: await sign({ sub: 'masar-service', scope: 'service' }),
    },
    tell: async (recipientId, data = null) => {
      const em = notifications.orm.em.fork();
      sent += 1_000;
      const at = new Date(sent);
      const notification = em.create(Notification, {
        id: newId('n'),
        notificationType: 'BOOKING_CONFIRMED',
        recipientId,
        recipientType: 'PASSENGER',
        title: 'Confirmed',
        body: 'Your seat is yours.',
        data,
        sentAtUtc: at,
        createdAt: at,
        updatedAt: at,
      });
      await em.flush();
      return notification.id;
    },
    keep: (accountId, accountType, isActive = true) =>
      keepRecipient(notifications.orm.em.fork(), {
        accountId,
        accountType,
        isActive,
        fullName: null,
        locale: 'AR',
        now: new Date(),
        newId,
      }),
    account: (fields, id, token) =>
      notifications.ask(
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { ${fields} } } }`,
        { r: [{ __typename: 'Account', id }] },
        token,
      ),
  };
}

/** What the first error of an answer says, but for the request's id, which every one has. */
export function refusalOf({ errors }: GraphQLAnswer): Record<string, unknown> {
  const { requestId, ...extensions } = errors?.[0]?.extensions ?? { requestId: undefined };
  expect(requestId).toEqual(expect.any(String));
  return extensions;
}

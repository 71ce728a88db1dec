import { expect } from '@jest/globals';
import { InProcessBus } from '#platform/messaging/bus/in-process-bus.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { Role } from '#platform/security/viewer.ts';
import { blockedStatements, statementLog } from '#test-kit/statements.ts';
import { startTestSubgraph, type TestSubgraph } from '#test-kit/subgraph.ts';
import { keepRecipient } from '../domain/save-recipient.ts';
import { type AccountType, Notification } from '../entities/notification.ts';
import type { PushMessage, PushOutcome } from '../push/push-provider.ts';
import { createNotifications } from '../service.ts';
import type { NotificationsSettings } from '../settings.ts';

export interface Person {
  id: string;
  token: string;
}

/** A notifications subgraph for one test file, and the people in it. */
export interface NotificationsHarness extends TestSubgraph<NotificationsSettings> {
  service: string;
  admin: Person;
  newPerson(role?: Exclude<Role, 'service'>): Promise<Person>;
  /** What users says of an account: a row of the audience. */
  keep(account: Person, accountType: AccountType, isActive?: boolean): Promise<void>;
  /** Stores notifications of one account, a second apart, the oldest first; returns their ids in that order. */
  store(recipient: Person, count: number, change?: Partial<Notification>): Promise<string[]>;
  /** Sends an announcement; returns how many it reached. */
  announce(audience: AccountType[], title?: string): Promise<number>;
  /** Events of one source arrive; returns once they have had their effect, or have been put off. */
  arrive(events: readonly CloudEvent[]): Promise<void>;
  /** What was handed to the push provider, in its order. */
  pushed: PushMessage[];
  /** What the provider says of a message from now on: SENT, unless a test has it say something else. */
  answerPushes(outcome: (message: PushMessage) => PushOutcome): void;
  sql<Row extends object>(text: string, parameters?: unknown[]): Promise<Row[]>;
  /** How many statements wait for a lock that another transaction holds. */
  blocked(): Promise<number>;
  /** The statements that were run since the last call. */
  statements(): string[];
}

const send = `mutation ($input: SendAnnouncementInput!) { sendAnnouncement(input: $input) { recipientCount } }`;

export async function startNotifications(): Promise<NotificationsHarness> {
  const { log, statements } = statementLog('notifications');
  const bus = new InProcessBus();
  const pushed: PushMessage[] = [];
  let outcomeOf = (_message: PushMessage): PushOutcome => 'SENT';
  const subgraph = await startTestSubgraph<NotificationsSettings>(
    'notifications',
    ({ settings, ...rest }) =>
      createNotifications({
        ...rest,
        bus,
        sendPushes: async (messages) => {
          pushed.push(...messages);
          return messages.map((message) => outcomeOf(message));
        },
        settings: { ...settings, database: { ...settings.database, logSql: true } },
      }),
    { log, settings: { timeZone: 'Asia/Riyadh', firebaseCredentials: undefined, workerInterval: 3_600_000 } },
  );
  const origin = () => ({ now: subgraph.clock.now(), newId, traceparent: undefined });
  const sql: NotificationsHarness['sql'] = (text, parameters = []) =>
    subgraph.orm.em.getConnection().execute(text, parameters);
  const newPerson: NotificationsHarness['newPerson'] = async (role = 'passenger') => {
    const id = newId(role.charAt(0));
    return { id, token: await subgraph.keys.sign({ sub: id, scope: role }) };
  };
  const admin = await newPerson('admin');

  return {
    ...subgraph,
    service: await subgraph.keys.sign({ sub: 'masar-service', scope: 'service' }),
    admin,
    newPerson,
    keep: ({ id }, accountType, isActive = true) =>
      keepRecipient(subgraph.orm.em.fork(), {
        ...origin(),
        accountId: id,
        accountType,
        fullName: 'Mona',
        isActive,
        locale: 'EN',
      }),
    store: async ({ id }, count, change = {}) => {
      const first = subgraph.clock.now().getTime() - count * 1_000;
      const rows = Array.from({ length: count }, (_, at) => {
        const sentAtUtc = new Date(first + at * 1_000);
        return {
          id: newId('n'),
          notificationType: 'TRIP_UPDATED' as const,
          recipientId: id,
          recipientType: 'PASSENGER' as const,
          title: `Number ${at}`,
          body: 'Something has changed',
          data: null,
          isRead: false,
          sentAtUtc,
          createdAt: sentAtUtc,
          updatedAt: sentAtUtc,
          isDeleted: false,
          ...change,
        };
      });
      await subgraph.orm.em.fork().insertMany(Notification, rows);
      return rows.map((row) => row.id);
    },
    announce: async (audience, title = 'News') => {
      const answer = await subgraph.request(send, { input: { title, body: 'Read this', audience } }, admin.token);
      expect(answer.errors).toBeUndefined();
      return answer.data.sendAnnouncement.recipientCount;
    },
    arrive: async (events) => {
      await bus.append(
        events[0]?.source ?? '',
        events.map((event) => JSON.stringify(event)),
      );
    },
    pushed,
    answerPushes: (outcome) => {
      outcomeOf = outcome;
    },
    sql,
    blocked: () => blockedStatements(subgraph.orm),
    statements,
  };
}

let ids = 0;

/** Ids in the order in which they are asked for. */
export const newId = (prefix: string): string => `${prefix}_${String(ids++).padStart(32, '0')}`;

/** An id that nothing has. */
export const unknownId = (prefix: string): string => `${prefix}_${'f'.repeat(32)}`;

import type { AccountType } from '#contract/account-type.ts';
import type { Role } from '#contract/viewer.ts';
import { InProcessBus } from '#platform/messaging/bus/in-process-bus.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { blockedStatements, statementLog } from '#test-kit/statements.ts';
import { startTestSubgraph, type TestSubgraph } from '#test-kit/subgraph.ts';
import { saveRecipient } from '../domain/save-recipient.ts';
import { Notification } from '../entities/notification.ts';
import type { PushMessage, PushOutcome } from '../push/push-provider.ts';
import { createNotifications } from '../service.ts';
import type { NotificationsSettings } from '../settings.ts';

export interface Person {
  id: string;
  token: string;
}

/** A notifications subgraph for one test file, with helpers that create people and notifications. */
export interface NotificationsHarness extends TestSubgraph<NotificationsSettings> {
  /** The token of a service. */
  service: string;
  admin: Person;
  newPerson(role?: Exclude<Role, 'service'>): Promise<Person>;
  /** Saves an account as a recipient. */
  saveAccount(account: Person, accountType: AccountType, isActive?: boolean): Promise<void>;
  /** Stores an account's notifications, a second apart. Returns their ids, oldest first. */
  store(recipient: Person, count: number, change?: Partial<Notification>): Promise<string[]>;
  /** Sends an announcement and returns its recipient count. */
  announce(audience: AccountType[], title?: string): Promise<number>;
  /** Delivers events of one source. Returns once each is handled or scheduled for a retry. */
  deliver(events: readonly CloudEvent[]): Promise<void>;
  /** The messages that the push provider received, in order. */
  pushed: PushMessage[];
  /** Sets the push provider's outcome for further messages; SENT by default. */
  setPushOutcome(outcome: (message: PushMessage) => PushOutcome): void;
  /**
   * Deletes all announcements, recipients and notifications. A job that is sending an announcement ends first. It does not truncate: that locks
   * several tables at once, in another order than a job that sends pushes.
   */
  clear(): Promise<void>;
  sql<Row extends object>(text: string, parameters?: unknown[]): Promise<Row[]>;
  /** The number of statements that wait for a lock of another transaction. */
  blocked(): Promise<number>;
  /** The statements since the last call. */
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
    saveAccount: ({ id }, accountType, isActive = true) =>
      saveRecipient(subgraph.orm.em.fork(), {
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
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      return answer.data.sendAnnouncement.recipientCount;
    },
    deliver: async (events) => {
      await bus.append(
        events[0]?.source ?? '',
        events.map((event) => JSON.stringify(event)),
      );
    },
    pushed,
    setPushOutcome: (outcome) => {
      outcomeOf = outcome;
    },
    clear: async () => {
      for (const table of ['announcements', 'recipients', 'notifications']) await sql(`delete from ${table}`);
    },
    sql,
    blocked: () => blockedStatements(subgraph.orm),
    statements,
  };
}

let ids = 0;

/** Ids that sort in the order of the calls. */
export const newId = (prefix: string): string => `${prefix}_${String(ids++).padStart(32, '0')}`;

/** An id that no row has. */
export const unknownId = (prefix: string): string => `${prefix}_${'f'.repeat(32)}`;

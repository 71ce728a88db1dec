import type { EntityManager } from '@mikro-orm/postgresql';
import { namedStatement, runNamed } from '#platform/database/named-statements.ts';
import type { PushMessage, PushOutcome, SendPushes } from '../../push/push-provider.ts';

/** Pushes that one call sends: the most that Firebase accepts in one call. */
export const pushBatch = 500;

/** The delay before the second attempt, in milliseconds. It doubles with each further attempt. */
export const firstRetryDelay = 60_000;

/** Attempts before a push is dropped: with the doubling delay, about two hours after the first. */
export const maxAttempts = 8;

/**
 * Claims at most $2 due pushes that no other instance has claimed. They are due again after $3 milliseconds, doubled for each
 * earlier attempt, so an instance that dies delays its pushes by no more than that.
 */
const claimDue = namedStatement(
  'claim_due_pushes',
  `with due as (
     select notification_id, device_id from pushes where due_at <= $1::timestamptz
     order by due_at, notification_id, device_id limit $2 for update skip locked
   ), claimed as (
     update pushes set attempts = attempts + 1, due_at = $1::timestamptz + $3::float8 * 2 ^ attempts * interval '1 ms'
     from due where pushes.notification_id = due.notification_id and pushes.device_id = due.device_id
     returning pushes.notification_id, pushes.device_id, pushes.attempts, pushes.traceparent
   )
   select claimed.*, device.device_token, device.is_active, notification.notification_type as type, notification.title,
     notification.body, coalesce(notification.data, '{}') as data
   from claimed join notifications notification on notification.id = claimed.notification_id
   join device_tokens device on device.id = claimed.device_id
   order by claimed.notification_id, claimed.device_id`,
);

const deletePushes = namedStatement(
  'delete_pushes',
  `delete from pushes using unnest($1::text[], $2::text[]) as done (notification_id, device_id)
   where pushes.notification_id = done.notification_id and pushes.device_id = done.device_id`,
);

const deactivateDevices = namedStatement(
  'deactivate_devices',
  `update device_tokens set is_active = false, updated_at = $2 where id = any ($1::text[]) and is_active`,
);

interface ClaimedPush {
  notification_id: string;
  device_id: string;
  attempts: number;
  device_token: string;
  is_active: boolean;
  type: string;
  title: string;
  body: string;
  data: Record<string, string>;
  traceparent: string | null;
}

/**
 * Sends the due pushes, each at least once, outside any transaction. A failed push is retried with a growing delay until
 * `maxAttempts`. Deactivates devices that the provider no longer knows, and drops the pushes to inactive devices.
 *
 * @returns The number of pushes that it claimed; with `pushBatch` there may be more.
 * @throws What the provider throws, after counting a failed attempt for every push.
 */
export async function sendPushes(em: EntityManager, send: SendPushes, now: Date): Promise<number> {
  const claimed = await runNamed<ClaimedPush>(em.fork(), claimDue, [now, pushBatch, firstRetryDelay]);
  const sendable = claimed.filter(({ is_active }) => is_active);
  const outcomes: PushOutcome[] = [];
  let failure: { cause: unknown } | null = null;
  try {
    if (sendable.length > 0) outcomes.push(...(await send(sendable.map(messageOf))));
  } catch (cause) {
    failure = { cause };
    outcomes.push(...sendable.map(() => 'FAILED' as const));
  }
  const finished = claimed.filter((push) => {
    const outcome = outcomes[sendable.indexOf(push)];
    return outcome !== 'FAILED' || push.attempts >= maxAttempts;
  });
  const gone = sendable.filter((_, at) => outcomes[at] === 'GONE').map(({ device_id }) => device_id);
  await em.fork().transactional(async (tx) => {
    if (gone.length > 0) await runNamed(tx, deactivateDevices, [gone.toSorted(), now]);
    if (finished.length > 0) {
      const keys = [finished.map(({ notification_id }) => notification_id), finished.map(({ device_id }) => device_id)];
      await runNamed(tx, deletePushes, keys);
    }
  });
  if (failure) throw failure.cause;
  return claimed.length;
}

const messageOf = ({
  device_token,
  notification_id,
  type,
  title,
  body,
  data,
  traceparent,
}: ClaimedPush): PushMessage => ({
  deviceToken: device_token,
  notificationId: notification_id,
  type,
  title,
  body,
  data,
  ...(traceparent === null ? {} : { traceparent }),
});

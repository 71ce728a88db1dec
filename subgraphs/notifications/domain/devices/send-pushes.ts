import type { EntityManager } from '@mikro-orm/postgresql';
import { namedStatement, runNamed } from '#platform/database/named-statements.ts';
import { limits } from '#platform/limits.ts';
import { maxPushesAtOnce, type PushMessage, type PushOutcome, type SendPushes } from '../../push/push-provider.ts';

/**
 * Those that are due, at most $2, which no other instance has taken; they are due again at $3 at the earliest, so that one that
 * died with them costs no more than that time. Each attempt waits twice as long as the one before.
 */
const takeDue = namedStatement(
  'take_due_pushes',
  `with due as (
     select notification_id, device_id from pushes where due_at <= $1::timestamptz
     order by due_at, notification_id, device_id limit $2 for update skip locked
   ), taken as (
     update pushes set attempts = attempts + 1, due_at = $1::timestamptz + $3::float8 * 2 ^ attempts * interval '1 ms'
     from due where pushes.notification_id = due.notification_id and pushes.device_id = due.device_id
     returning pushes.notification_id, pushes.device_id, pushes.attempts
   )
   select taken.*, device.device_token, device.is_active, notification.notification_type as type, notification.title,
     notification.body, coalesce(notification.data, '{}') as data
   from taken join notifications notification on notification.id = taken.notification_id
   join device_tokens device on device.id = taken.device_id
   order by taken.notification_id, taken.device_id`,
);

const forget = namedStatement(
  'forget_pushes',
  `delete from pushes using unnest($1::text[], $2::text[]) as done (notification_id, device_id)
   where pushes.notification_id = done.notification_id and pushes.device_id = done.device_id`,
);

const forgetDevices = namedStatement(
  'devices_gone',
  `update device_tokens set is_active = false, updated_at = $2 where id = any ($1::text[]) and is_active`,
);

interface Taken {
  notification_id: string;
  device_id: string;
  attempts: number;
  device_token: string;
  is_active: boolean;
  type: string;
  title: string;
  body: string;
  data: Record<string, string>;
}

/**
 * Hands what is due to the push provider, each at least once, outside any transaction. What fails is tried again later and later, and
 * given up after so many attempts. A device that the provider does not know any more becomes inactive, and to an inactive one
 * nothing is sent. Returns how many were taken; throws what the provider throws, which is a failure of each.
 */
export async function sendPushes(em: EntityManager, send: SendPushes, now: Date): Promise<number> {
  const taken = await runNamed<Taken>(em.fork(), takeDue, [now, maxPushesAtOnce, limits.pushAgain]);
  const sendable = taken.filter(({ is_active }) => is_active);
  const outcomes: PushOutcome[] = [];
  let failure: { cause: unknown } | null = null;
  try {
    if (sendable.length > 0) outcomes.push(...(await send(sendable.map(messageOf))));
  } catch (cause) {
    failure = { cause };
    outcomes.push(...sendable.map(() => 'FAILED' as const));
  }
  const over = taken.filter((push) => {
    const outcome = outcomes[sendable.indexOf(push)];
    return outcome !== 'FAILED' || push.attempts >= limits.pushAttempts;
  });
  const gone = sendable.filter((_, at) => outcomes[at] === 'GONE').map(({ device_id }) => device_id);
  await em.fork().transactional(async (tx) => {
    if (gone.length > 0) await runNamed(tx, forgetDevices, [gone.toSorted(), now]);
    if (over.length > 0) {
      const keys = [over.map(({ notification_id }) => notification_id), over.map(({ device_id }) => device_id)];
      await runNamed(tx, forget, keys);
    }
  });
  if (failure) throw failure.cause;
  return taken.length;
}

const messageOf = ({ device_token, notification_id, type, title, body, data }: Taken): PushMessage => ({
  deviceToken: device_token,
  notificationId: notification_id,
  type,
  title,
  body,
  data,
});

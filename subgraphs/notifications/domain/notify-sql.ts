import { namedStatement } from '#platform/database/named-statements.ts';

/**
 * The PostgreSQL channel that signals new notifications. Its payload is recipient ids, separated by commas. The name must not change:
 * instances of the previous version listen to it during a rolling deploy.
 */
export const newNotificationsChannel = 'arrivals';

/** Recipient ids in one payload, which must be shorter than 8,000 bytes. */
const recipientsPerSignal = 150;

/**
 * Stores messages ($1, JSON) at $2 and queues a push to each active device. Skips recipients that already have a notification of
 * the same cause and type.
 *
 * The mailbox locks are taken in the order of recipients and held until the transaction ends, and each notification gets a
 * time after all earlier ones of its recipient. So the notifications of an account become visible in the order of their times.
 */
export const notifyStatement = namedStatement(
  'notify',
  `with message as (
     select * from jsonb_to_recordset($1::jsonb) as message (
       id text, cause_id text, type text, recipient_id text, recipient_type text, title text, body text, data jsonb, followed_by int,
       traceparent text)
   ), mailbox as (
     insert into mailboxes as known (recipient_id, last_sent_at)
     select recipient_id, $2::timestamptz(3) + max(followed_by) * interval '1 ms'
     from message group by recipient_id order by recipient_id collate "C"
     on conflict (recipient_id) do update set last_sent_at = greatest(
       excluded.last_sent_at,
       known.last_sent_at + (excluded.last_sent_at - $2::timestamptz(3)) + interval '1 ms')
     returning recipient_id, last_sent_at
   ), stored as (
     insert into notifications (
       id, created_at, updated_at, cause_id, notification_type, recipient_id, recipient_type, title, body, data, sent_at_utc)
     select message.id, $2::timestamptz(3), $2::timestamptz(3), message.cause_id, message.type, message.recipient_id,
       message.recipient_type, message.title, message.body, message.data,
       mailbox.last_sent_at - message.followed_by * interval '1 ms'
     from message join mailbox using (recipient_id)
     on conflict on constraint notifications_cause_unique do nothing
     returning id, recipient_id
   ), queued as (
     insert into pushes (notification_id, device_id, due_at, traceparent)
     select stored.id, device.id, $2::timestamptz(3), message.traceparent from stored join message using (id)
     join device_tokens device on device.user_id = stored.recipient_id and device.is_active and not device.is_deleted
   ), numbered as (
     select recipient_id, (row_number() over ()) / ${recipientsPerSignal} as signal from stored
   ), signals as (
     select pg_notify('${newNotificationsChannel}', string_agg(distinct recipient_id, ',')) from numbered group by signal
   )
   select (select count(*)::int from stored) as stored, (select count(*)::int from signals) as signals`,
);

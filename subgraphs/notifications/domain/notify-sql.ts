import { namedStatement } from '#platform/database/named-statements.ts';

/** The channel on which it is told who has new notifications: the ids of some accounts, between commas. */
export const arrivalsChannel = 'arrivals';

/** As many ids as one notice takes: it may have less than 8,000 bytes. */
const recipientsInNotice = 150;

/**
 * Stores messages ($1, JSON) at $2, and queues a push to each active device. What a recipient was told of the same cause before is
 * left out. The mailboxes' locks are taken in the order of their recipients and held until the transaction ends, and each message
 * gets a time after everything that its recipient was sent before: so an account's notifications can be seen in no other order than
 * that of their times.
 */
export const notifyStatement = namedStatement(
  'notify',
  `with message as (
     select * from jsonb_to_recordset($1::jsonb) as message (
       id text, cause_id text, type text, recipient_id text, recipient_type text, title text, body text, data jsonb, followed_by int)
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
     insert into pushes (notification_id, device_id, due_at)
     select stored.id, device.id, $2::timestamptz(3) from stored
     join device_tokens device on device.user_id = stored.recipient_id and device.is_active and not device.is_deleted
   ), told as (
     select recipient_id, (row_number() over ()) / ${recipientsInNotice} as notice from stored
   ), notices as (
     select pg_notify('${arrivalsChannel}', string_agg(distinct recipient_id, ',')) from told group by notice
   )
   select (select count(*)::int from stored) as stored, (select count(*)::int from notices) as notices`,
);

import { defineEntity, p } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';

const notificationTypes = [
  'BOOKING_REQUESTED',
  'BOOKING_CONFIRMED',
  'BOOKING_CANCELLED',
  'TRIP_UPDATED',
  'TRIP_STARTED',
  'TRIP_COMPLETED',
  'TRIP_CANCELLED',
  'TRIP_REMINDER',
  'WAITLIST_BOOKED',
  'ANNOUNCEMENT',
] as const;
export type NotificationType = (typeof notificationTypes)[number];

/** The ids that a notification refers to. Its pushes carry them too. */
export interface NotificationData {
  tripId?: string;
  bookingId?: string;
}

const NotificationSchema = defineEntity({
  name: 'Notification',
  tableName: 'notifications',
  properties: {
    ...standardColumns,
    notificationType: text(30).$type<NotificationType>(),
    recipientId: text(50).index('notifications_recipient_id_index'),
    recipientType: text(20).$type<AccountType>(),
    title: text(200),
    body: text(2000),
    data: p.json().$type<NotificationData>().nullable(),
    isRead: p.boolean().default(false).index('notifications_is_read_index'),
    sentAtUtc: instant().index('notifications_sent_at_utc_index'),
    /** The event or announcement that caused it. */
    causeId: text(50).nullable(),
  },
  uniques: [{ name: 'notifications_cause_unique', properties: ['causeId', 'recipientId', 'notificationType'] }],
  indexes: [{ name: 'notifications_recipient_page_index', properties: ['recipientId', 'sentAtUtc', 'id'] }],
  checks: [
    {
      name: 'notifications_notification_type_check',
      expression: `notification_type in (${notificationTypes.map((type) => `'${type}'`).join(', ')})`,
    },
    {
      name: 'notifications_recipient_type_check',
      expression: `recipient_type in ('DRIVER', 'PASSENGER', 'ADMIN')`,
    },
  ],
  filters,
});

export class Notification extends NotificationSchema.class {}
NotificationSchema.setClass(Notification);

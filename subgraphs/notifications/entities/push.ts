import { defineEntity, p } from '@mikro-orm/postgresql';
import { instant, text } from '#platform/database/standard-columns.ts';
import { DeviceToken } from './device-token.ts';
import { Notification } from './notification.ts';

const PushSchema = defineEntity({
  name: 'Push',
  tableName: 'pushes',
  properties: {
    notification: () =>
      p
        .manyToOne(Notification)
        .primary()
        .deleteRule('cascade')
        .updateRule('no action')
        .foreignKeyName('pushes_notification_id_foreign'),
    device: () =>
      p
        .manyToOne(DeviceToken)
        .primary()
        .deleteRule('cascade')
        .updateRule('no action')
        .index('pushes_device_id_index')
        .foreignKeyName('pushes_device_id_foreign'),
    attempts: p.integer().default(0),
    dueAt: instant().index('pushes_due_at_index'),
    traceparent: text(55).nullable(),
  },
});

/** A notification that waits to be pushed to a device. */
export class Push extends PushSchema.class {}
PushSchema.setClass(Push);

import { defineEntity, p } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

export type DevicePlatform = 'IOS' | 'ANDROID' | 'WEB';

const DeviceTokenSchema = defineEntity({
  name: 'DeviceToken',
  tableName: 'device_tokens',
  properties: {
    ...standardColumns,
    userId: text(50).index('device_tokens_user_id_index'),
    userType: text(20).$type<AccountType>().index('device_tokens_user_type_index'),
    sessionId: text(50).nullable(),
    deviceToken: text(500).index('device_tokens_device_token_index'),
    platform: text(20).$type<DevicePlatform>().nullable(),
    appVersion: text(50).nullable(),
    isActive: p.boolean().default(true).index('device_tokens_is_active_index'),
  },
  uniques: [{ name: 'device_tokens_user_id_device_token_unique', properties: ['userId', 'deviceToken'] }],
  checks: [
    { name: 'device_tokens_platform_check', expression: `platform in ('IOS', 'ANDROID', 'WEB')` },
    { name: 'device_tokens_user_type_check', expression: `user_type in ('DRIVER', 'PASSENGER', 'ADMIN')` },
  ],
  filters,
});

/** A device of an account that receives pushes while it is active. */
export class DeviceToken extends DeviceTokenSchema.class {
  deactivate(now: Date): void {
    if (!this.isActive) return;
    this.isActive = false;
    this.updatedAt = now;
  }
}
DeviceTokenSchema.setClass(DeviceToken);

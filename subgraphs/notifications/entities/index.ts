import { messagingEntities } from '#platform/messaging/entities.ts';
import { DeviceToken } from './device-token.ts';
import { Notification } from './notification.ts';
import { Recipient } from './recipient.ts';

/** Everything that the notifications database stores. */
export const entities = [Notification, DeviceToken, Recipient, ...messagingEntities];

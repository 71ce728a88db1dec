import { messagingEntities } from '#platform/messaging/entities.ts';
import { Announcement } from './announcement.ts';
import { DeviceToken } from './device-token.ts';
import { Mailbox } from './mailbox.ts';
import { Notification } from './notification.ts';
import { Push } from './push.ts';
import { Recipient } from './recipient.ts';

/** The entities of the notifications database. */
export const entities = [Notification, DeviceToken, Recipient, Mailbox, Announcement, Push, ...messagingEntities];

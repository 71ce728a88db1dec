import { Init } from './20261123000000-init.ts';
import { Messaging } from './20261125000000-messaging.ts';
import { Sending } from './20261126000000-sending.ts';
import { DropOutboxDestination } from './20261128000000-drop-outbox-destination.ts';
import { PushTraces } from './20261129000000-push-traces.ts';
import { AudienceSize } from './20261202000000-audience-size.ts';
import { Waitlist } from './20261203000000-waitlist.ts';

/** The migrations of the notifications database, oldest first. */
export const migrations = [
  { name: '20261123000000-init', class: Init },
  { name: '20261125000000-messaging', class: Messaging },
  { name: '20261126000000-sending', class: Sending },
  { name: '20261128000000-drop-outbox-destination', class: DropOutboxDestination },
  { name: '20261129000000-push-traces', class: PushTraces },
  { name: '20261202000000-audience-size', class: AudienceSize },
  { name: '20261203000000-waitlist', class: Waitlist },
];

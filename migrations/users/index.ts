import { Init } from './20261123000000-init.ts';
import { Messaging } from './20261125000000-messaging.ts';

/** The migrations of the users database, oldest first. */
export const migrations = [
  { name: '20261123000000-init', class: Init },
  { name: '20261125000000-messaging', class: Messaging },
];

import { Init } from './20261123000000-init.ts';
import { Messaging } from './20261125000000-messaging.ts';
import { DropOutboxDestination } from './20261128000000-drop-outbox-destination.ts';
import { AccountSearch } from './20261201000000-account-search.ts';
import { AuditLog } from './20261202000000-audit-log.ts';

/** The migrations of the users database, oldest first. */
export const migrations = [
  { name: '20261123000000-init', class: Init },
  { name: '20261125000000-messaging', class: Messaging },
  { name: '20261128000000-drop-outbox-destination', class: DropOutboxDestination },
  { name: '20261201000000-account-search', class: AccountSearch },
  { name: '20261202000000-audit-log', class: AuditLog },
];

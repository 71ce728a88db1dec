import { Init } from './20261123000000-init.ts';
import { Messaging } from './20261125000000-messaging.ts';
import { OAuth } from './20261126000000-oauth.ts';
import { RememberedAccounts } from './20261127000000-remembered-accounts.ts';
import { DropOutboxDestination } from './20261128000000-drop-outbox-destination.ts';
import { RedeemedRefreshTokens } from './20261201000000-redeemed-refresh-tokens.ts';

/** The migrations of the auth database, oldest first. */
export const migrations = [
  { name: '20261123000000-init', class: Init },
  { name: '20261125000000-messaging', class: Messaging },
  { name: '20261126000000-oauth', class: OAuth },
  { name: '20261127000000-remembered-accounts', class: RememberedAccounts },
  { name: '20261128000000-drop-outbox-destination', class: DropOutboxDestination },
  { name: '20261201000000-redeemed-refresh-tokens', class: RedeemedRefreshTokens },
];

/** Migrations that break rules of the lint, by `DATABASE/MIGRATION`, with the reason. A rule that a migration does not break is a fault. */
export type Allowances = Readonly<Record<string, { rules: readonly string[]; reason: string }>>;

/** They are frozen. A database that applies one of them has no traffic yet, or comes from a release before the first one with many instances. */
const released = 'released before this lint';

const index = 'require-concurrent-index-creation';
const noIndex = 'require-concurrent-index-deletion';
const messaging = { rules: [index, noIndex], reason: released };
const dropDestination = {
  rules: ['ban-drop-column'],
  reason: 'dropped one release after the last code that reads or writes the columns',
};

/** Add a migration here only to drop what no code of the previous release uses, or if its lock is known to be short. */
export const allowedMigrations: Allowances = {
  'users/20261125000000-messaging': messaging,
  'users/20261128000000-drop-outbox-destination': dropDestination,
  'users/20261201000000-account-search': { rules: ['adding-field-with-default', index], reason: released },
  'trips/20261123120000-search': {
    rules: ['changes-rows', 'adding-not-nullable-field', noIndex, index],
    reason: released,
  },
  'trips/20261124000000-bookings': { rules: [index], reason: released },
  'trips/20261125000000-messaging': messaging,
  'trips/20261128000000-drop-outbox-destination': dropDestination,
  'trips/20261201000000-driver-departures': { rules: [noIndex, index], reason: released },
  'trips/20261201000001-stop-cities': { rules: [index], reason: released },
  'trips/20261202000000-booking-approval': { rules: ['constraint-missing-not-valid'], reason: released },
  'trips/20261203000000-blocked-seats': {
    rules: ['locks-table', noIndex, index, 'constraint-missing-not-valid'],
    reason: released,
  },
  'notifications/20261125000000-messaging': messaging,
  'notifications/20261126000000-sending': {
    rules: ['constraint-missing-not-valid', 'disallowed-unique-constraint'],
    reason: released,
  },
  'notifications/20261128000000-drop-outbox-destination': dropDestination,
  'notifications/20261203000000-waitlist': { rules: ['constraint-missing-not-valid'], reason: released },
  'auth/20261125000000-messaging': messaging,
  'auth/20261126000000-oauth': { rules: ['changes-rows'], reason: released },
  'auth/20261127000000-remembered-accounts': { rules: ['changes-rows', index], reason: released },
  'auth/20261128000000-drop-outbox-destination': dropDestination,
};

import type { DatabaseName } from '../../databases.ts';

/** Why statements run on these tables at any moment, by their names. */
type Tables = Readonly<Record<string, string>>;

export type TablesByDatabase = Readonly<Partial<Record<DatabaseName, Tables>>>;

/** Of every database of a subgraph. */
const messaging: Tables = {
  'messaging.outbox': 'every change appends its event',
  'messaging.envelope': 'every event is recorded, and handled from here',
  'messaging.claims': 'every relay and consumer takes its turn here',
};

/**
 * The hot tables of each database: those that requests or events use all the time. A migration must not lock them for longer than
 * a moment.
 */
export const hotTables: TablesByDatabase = {
  users: {
    ...messaging,
    drivers: 'trips, bookings and sign-ins read them',
    passengers: 'bookings and sign-ins read them',
    admins: 'sign-ins of admins read them',
    vehicles: 'searches show them',
    audit_entries: 'every change by an admin or the system adds one',
  },
  trips: {
    ...messaging,
    trips: 'searches read them, and each booking locks its trip',
    trip_stops: 'searches read them',
    seat_bookings: 'every booking adds rows, and every seat map reads them',
    waitlist_entries: 'passengers join under the lock of the trip',
    idempotency_keys: 'every booking with a key adds one',
  },
  notifications: {
    ...messaging,
    notifications: 'events add them, and every client reads its own',
    recipients: 'every notification reads its recipient',
    mailboxes: 'every notification updates that of its recipient',
    device_tokens: 'clients register their devices, and pushes read them',
    pushes: 'every notification may add some',
  },
  auth: {
    ...messaging,
    oauth_tokens: 'every sign-in and every refresh adds one',
    oauth_authorizations: 'the sessions: every refresh reads one',
    oauth_applications: 'every sign-in and every refresh reads one',
    oauth_states: 'every sign-in in a browser writes them',
    one_time_codes: 'every sign-in writes one',
    failed_attempts: 'every sign-in reads them',
    signing_keys: 'every service reads the keys',
  },
  registry: {
    used_operations: 'every gateway adds to them',
    operation_counts: 'every gateway adds to them',
    input_counts: 'every gateway adds to them',
  },
};

/** The other tables, which may be locked for as long as a statement of a migration may run. */
export const quietTables: TablesByDatabase = {
  users: { 'messaging.dead_letters': 'a few rows, for operators', vehicle_types: 'a few rows, which are rarely read' },
  trips: { 'messaging.dead_letters': 'a few rows, for operators' },
  notifications: { 'messaging.dead_letters': 'a few rows, for operators', announcements: 'admins add a few a day' },
  auth: { 'messaging.dead_letters': 'a few rows, for operators', oauth_scopes: 'no request reads them' },
  registry: {
    published_texts: 'written when a schema is published',
    schema_versions: 'written when a schema is published',
    version_subgraphs: 'written when a schema is published',
  },
};

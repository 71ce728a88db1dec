/**
 * The actions of the audit log, each with the fields that a record of it can name. Both are closed lists, and so no value can get into a
 * record in the place of a name. An action never changes its meaning.
 */
export const auditedFields = {
  'account.created': ['email', 'password', 'fullName'],
  'account.updated': ['fullName', 'phoneNumber'],
  'account.activated': ['isActive'],
  'account.deactivated': ['isActive'],
  'account.session-revoked': ['sessions'],
  'vehicle.updated': ['name', 'model', 'vehicleTypeId', 'isActive'],
  'vehicle.removed': [],
  'vehicle-type.created': ['name', 'seatCapacity'],
  'trip.updated': [
    'departureTime',
    'arrivalTime',
    'description',
    'price',
    'totalSeats',
    'bookingApproval',
    'stops',
    'blockedSeats',
  ],
  'trip.started': ['status'],
  'trip.completed': ['status'],
  'trip.cancelled': ['status'],
  'booking.created': ['seatNumber', 'passengerId', 'passengerName', 'passengerPhone', 'price', 'status'],
  'booking.confirmed': ['status', 'confirmedAt'],
  'booking.cancelled': ['status', 'cancelledAt', 'cancellationReason'],
  'booking.completed': ['status'],
  'application.registered': ['clientId', 'displayName', 'type', 'scopes', 'redirectUris', 'clientSecret'],
  'application.revoked': [],
  'application.secret-changed': ['clientSecret'],
  'key.created': ['status'],
  'key.rotated': ['status'],
  'key.retiring': ['status', 'notAfter'],
  'key.retired': ['status'],
  'key.deleted': [],
  'announcement.sent': ['title', 'body', 'audience'],
} as const satisfies Record<string, readonly string[]>;

export type AuditAction = keyof typeof auditedFields;
export type AuditedField<Action extends AuditAction> = (typeof auditedFields)[Action][number];

export const auditActions = Object.keys(auditedFields) as AuditAction[];

/** The roles whose changes are recorded. The system is every actor without a token: jobs, effects of events, and the command line. */
export const auditedRoles = ['admin', 'service', 'system'] as const;
export type AuditedRole = (typeof auditedRoles)[number];

/** The subgraphs that report changes. */
export const auditSources = ['users', 'trips', 'notifications', 'auth'] as const;
export type AuditSource = (typeof auditSources)[number];

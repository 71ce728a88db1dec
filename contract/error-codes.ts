/** The closed list of `extensions.code`. A code never changes its meaning. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'SEAT_TAKEN',
  'TRIP_NOT_BOOKABLE',
  'INVALID_TRANSITION',
  'IDEMPOTENCY_CONFLICT',
  'PHONE_NUMBER_TAKEN',
  'EMAIL_TAKEN',
  'NAME_TAKEN',
  'VEHICLE_NOT_USABLE',
  'ACCOUNT_INACTIVE',
  'OTP_INVALID',
  'INVALID_CREDENTIALS',
  'INVALID_REFRESH_TOKEN',
  'RATE_LIMITED',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'OPERATION_TOO_LARGE',
  'OPERATION_NOT_ALLOWED',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'EVENTS_LOST',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The extensions of an error beside its code. No others reach a client. */
export interface ErrorDetails {
  field?: string;
  seatNumbers?: number[];
  reason?: string;
  from?: string;
  to?: string;
  /** Seconds. */
  retryAfter?: number;
  limit?: number;
  actual?: number;
  subgraph?: string;
}

const detailNames = [
  'field',
  'seatNumbers',
  'reason',
  'from',
  'to',
  'retryAfter',
  'limit',
  'actual',
  'subgraph',
] as const satisfies (keyof ErrorDetails)[];

export function isErrorCode(value: unknown): value is ErrorCode {
  return errorCodes.includes(value as ErrorCode);
}

/** The details among an error's extensions. */
export function pickDetails(extensions: Record<string, unknown>): ErrorDetails {
  return Object.fromEntries(
    detailNames.filter((name) => extensions[name] !== undefined).map((name) => [name, extensions[name]]),
  );
}

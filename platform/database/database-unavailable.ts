import { sqlStateOf } from './constraint-of.ts';

/**
 * SQLSTATEs of a server that cannot be used now: class 08, the connection; 57P01 to 57P03, it stops, has crashed or starts; 53300, it has
 * no connection left.
 */
const unavailableStates = /^(?:08...|57P0[123]|53300)$/;

/** Codes of Node's sockets and name resolution. */
const connectionCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** The driver and its pool report these by their messages alone. */
const connectionMessages: ReadonlySet<unknown> = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
]);

/**
 * Whether a statement failed because its database cannot be reached or used now. Its connection may have been lost during a commit, so
 * the transaction may have been committed.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return (
    unavailableStates.test(sqlStateOf(error) ?? '') || connectionCodes.has(code) || connectionMessages.has(message)
  );
}

/** `query_canceled`: the statement ran longer than the connection's `statement_timeout`. */
const queryCanceled = '57014';

/** Whether a statement ran longer than a statement may. */
export function isStatementTimeout(error: unknown): boolean {
  return sqlStateOf(error) === queryCanceled;
}

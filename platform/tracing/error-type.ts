import { types } from 'node:util';
import { isErrorCode } from '#contract/error-codes.ts';

/** SQLSTATEs and the codes of Node's errors. */
const code = /^[A-Z\d_]{1,64}$/;
const className = /^\w{1,64}$/;

/**
 * The `error.type` of a failure: its code, otherwise the name of its class. A message may quote what a client sent, and the errors in a
 * subgraph's response may have anything in their extensions.
 */
export function errorTypeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'Error';
  const own = error as { code?: unknown; extensions?: { code?: unknown }; name?: unknown };
  if (isErrorCode(own.extensions?.code)) return own.extensions.code;
  if (!types.isNativeError(error)) return 'Error';
  if (typeof own.code === 'string' && code.test(own.code)) return own.code;
  return className.test(error.name) ? error.name : 'Error';
}

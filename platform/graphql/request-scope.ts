import { AsyncLocalStorage } from 'node:async_hooks';
import type { Language } from '#contract/language.ts';
import type { Span, Trace } from '../tracing/span.ts';

/** The data of a request that its errors need. It is known before the body is read. */
export interface RequestScope {
  requestId: string;
  language: Language;
  /** Undefined on a server that records no traces. */
  trace?: Trace | undefined;
  /** The subjects of its mutation's events, and of those of an earlier one that it repeats; undefined for what is no mutation. */
  changedIds?: Set<string>;
}

const uuid = /^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}$/i;

/**
 * The id of a request that its caller chose, so that it can be followed through the services; null when it is not a UUID, with or without
 * dashes. Every log has it, so it must be no text that a client can mistake for another: a token or a phone number.
 */
export function wellFormedRequestId(value: unknown): string | null {
  return typeof value === 'string' && uuid.test(value) ? value : null;
}

const storage = new AsyncLocalStorage<RequestScope>();

const none: RequestScope = { requestId: 'none', language: 'en' };

export const requestScope = {
  run: <T>(scope: RequestScope, work: () => T): T => storage.run(scope, work),
  current: (): RequestScope => storage.getStore() ?? { ...none },
  /** Notes that the request has changed what has this id, or has found it changed by an earlier one that it repeats. */
  changed: (id: string): void => void storage.getStore()?.changedIds?.add(id),
  /** The span of the work that runs in this async context; undefined when nothing is recorded. */
  span: (): Span | undefined => storage.getStore()?.trace?.span,
  /** Runs the work as the span's. */
  runIn: <T>(span: Span | undefined, work: () => T): T => {
    if (!span) return work();
    return storage.run({ ...(storage.getStore() ?? none), trace: { span, traceparent: span.traceparent } }, work);
  },
};

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Language } from '#contract/language.ts';

/** The data of a request that its errors need. It is known before the body is read. */
export interface RequestScope {
  requestId: string;
  language: Language;
}

/** The id of a request that its caller chose, so that it can be followed through the services; null when it is not well-formed. */
export function wellFormedRequestId(value: unknown): string | null {
  return typeof value === 'string' && /^[\w-]{8,64}$/.test(value) ? value : null;
}

const storage = new AsyncLocalStorage<RequestScope>();

export const requestScope = {
  run: <T>(scope: RequestScope, work: () => T): T => storage.run(scope, work),
  current: (): RequestScope => storage.getStore() ?? { requestId: 'none', language: 'en' },
};

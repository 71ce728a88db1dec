import { AsyncLocalStorage } from 'node:async_hooks';
import type { Language } from '#contract/language.ts';

/** The data of a request that its errors need. It is known before the body is read. */
export interface RequestScope {
  requestId: string;
  language: Language;
}

const storage = new AsyncLocalStorage<RequestScope>();

export const requestScope = {
  run: <T>(scope: RequestScope, work: () => T): T => storage.run(scope, work),
  current: (): RequestScope => storage.getStore() ?? { requestId: 'none', language: 'en' },
};

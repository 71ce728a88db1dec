import { AsyncLocalStorage } from 'node:async_hooks';
import type { Language } from '#contract/language.ts';

/** What is known of a request before anything of it is read, and what its errors need. */
export interface RequestScope {
  requestId: string;
  language: Language;
}

const storage = new AsyncLocalStorage<RequestScope>();

export const requestScope = {
  run: <T>(scope: RequestScope, work: () => T): T => storage.run(scope, work),
  current: (): RequestScope => storage.getStore() ?? { requestId: 'none', language: 'en' },
};

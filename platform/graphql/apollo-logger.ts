import type { Log } from '../log.ts';

/** Where Apollo Server writes: its own news is for debugging. */
export function apolloLogger(log: Log) {
  return {
    debug: (message?: unknown) => log.debug(String(message)),
    info: (message?: unknown) => log.debug(String(message)),
    // Of an option that is to go, we know.
    warn: (message?: unknown) =>
      (String(message).includes('deprecated') ? log.debug : log.warn).call(log, String(message)),
    error: (message?: unknown) => log.error(String(message)),
  };
}

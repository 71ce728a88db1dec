import type { Log } from '../log.ts';

/** A logger for Apollo Server, whose routine messages are of use only for debugging. */
export function apolloLogger(log: Log) {
  return {
    debug: (message?: unknown) => log.debug(String(message)),
    info: (message?: unknown) => log.debug(String(message)),
    // Deprecated options are known.
    warn: (message?: unknown) =>
      (String(message).includes('deprecated') ? log.debug : log.warn).call(log, String(message)),
    error: (message?: unknown) => log.error(String(message)),
  };
}

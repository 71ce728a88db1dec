import type { Log } from '#platform/log.ts';
import { Lifecycle, stopOnSignals } from '#platform/run/lifecycle.ts';

/**
 * Starts parts that run until Ctrl-C or SIGTERM, then stops them in the reverse order and ends the process. `start` adds each part to the
 * lifecycle. A signal during the start waits for it, so that nothing is left running. A part that cannot go on calls `fail`, which logs the
 * error, stops the others and exits with 1.
 *
 * @throws what `start` throws, unless a signal came first.
 */
export async function runInForeground(
  start: (lifecycle: Lifecycle, fail: (error: Error) => void) => Promise<void>,
  { log, ready }: { log: Log; ready: () => void },
): Promise<void> {
  const lifecycle = new Lifecycle(log);
  const fail = (error: Error) => {
    log.fatal(error.message);
    void stop().then(() => process.exit(1));
  };
  const starting = start(lifecycle, fail);
  let stopping = false;
  const stop = async () => {
    stopping = true;
    await starting.catch((error) => log.debug({ err: error }, 'the start was cut off'));
    await lifecycle.stop();
  };
  stopOnSignals({ stop }, log);
  try {
    await starting;
  } catch (error) {
    // initdb receives the Ctrl-C too, and fails.
    if (!stopping) throw error;
  }
  if (!stopping) ready();
}

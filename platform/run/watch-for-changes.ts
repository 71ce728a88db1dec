import { unwatchFile, watchFile } from 'node:fs';
import type { Running } from './lifecycle.ts';

/** Milliseconds between two checks of the file. */
const pollInterval = 500;

/**
 * Calls `onChange` after each change of a file, one call after the other. `onChange` must not reject. The file is polled, because `fs.watch`
 * misses the ways in which editors and mounts replace it.
 */
export function watchForChanges(file: string, onChange: () => Promise<void>): Running {
  let last = Promise.resolve();
  const listener = () => {
    last = last.then(onChange);
  };
  watchFile(file, { interval: pollInterval, persistent: false }, listener);
  return {
    stop: async () => {
      unwatchFile(file, listener);
      await last;
    },
  };
}

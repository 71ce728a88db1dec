import { type DestinationStream, pino, symbols } from 'pino';
import type { Log } from './log.ts';
import type { Running } from './run/lifecycle.ts';

/** Milliseconds that a line may wait to be written. */
const maxWait = 50;
/** Characters that may wait. */
const maxCharacters = 4_096;

/** A log that writes its lines a few at a time. */
export interface BatchedLog extends Running {
  log: Log;
}

/**
 * A log to the destination of another, for lines that are written for each request and contain nothing that a client wrote: it redacts nothing,
 * and writes a few lines at a time, because redaction and writing take most of the time of a line. Its last lines are lost when the process is
 * killed; stopping it writes them.
 */
export function batchedLog(log: Log): BatchedLog {
  const { [symbols.streamSym]: destination } = log as { [symbols.streamSym]?: DestinationStream };
  if (!destination) throw new Error('the log has no destination');
  const batch = new Batch(destination);
  const base = { base: log.bindings(), level: log.level, timestamp: pino.stdTimeFunctions.isoTime };
  return { log: pino(base, batch), stop: async () => batch.flush() };
}

class Batch implements DestinationStream {
  readonly #destination: DestinationStream;
  #lines: string[] = [];
  #characters = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(destination: DestinationStream) {
    this.#destination = destination;
  }

  write(line: string): void {
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#characters >= maxCharacters) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), maxWait).unref();
  }

  flush(): void {
    const lines = this.#lines;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#lines = [];
    this.#characters = 0;
    // A file gets one write. Another stream may expect a line each time.
    if ('flushSync' in this.#destination) this.#destination.write(lines.join(''));
    else for (const line of lines) this.#destination.write(line);
  }
}

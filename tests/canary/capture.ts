import { createLog, type Log } from '#platform/log.ts';

/** Everything that a platform in this process writes. */
export interface Capture {
  log: Log;
  /** The lines of the log. */
  lines: string[];
  /** What anything wrote past the log: to the standard streams and the console, and Node's warnings. */
  others: string[];
  stop(): void;
}

const consoleMethods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Captures a log of the lowest level, and the outputs of the process until `stop`. */
export function startCapture(): Capture {
  const lines: string[] = [];
  const others: string[] = [];
  const log = createLog({ name: 'masar', level: 'trace', stream: { write: (line) => void lines.push(line) } });
  const restore: (() => void)[] = [];
  const wrap = <Target, Name extends keyof Target>(target: Target, name: Name): void => {
    const original = target[name] as (...values: unknown[]) => unknown;
    const recording = (...values: unknown[]): unknown => {
      others.push(
        values.map((value) => (value instanceof Error ? `${value} ${value.stack}` : String(value))).join(' '),
      );
      return original.apply(target, values);
    };
    target[name] = recording as Target[Name];
    restore.push(() => {
      target[name] = original as Target[Name];
    });
  };
  wrap(process.stdout, 'write');
  wrap(process.stderr, 'write');
  for (const name of consoleMethods) wrap(console, name);
  const onWarning = (warning: Error) => void others.push(`${warning} ${warning.stack}`);
  process.on('warning', onWarning);
  return {
    log,
    lines,
    others,
    stop: () => {
      process.off('warning', onWarning);
      for (const each of restore.reverse()) each();
    },
  };
}

/** The keys of the outermost object of a line of JSON that are there more than once. Throws when the line is no JSON object. */
export function duplicateKeys(line: string): string[] {
  const parsed = JSON.parse(line) as object;
  const keys: string[] = [];
  let depth = 0;
  for (const [token, key] of line.matchAll(/"((?:[^"\\]|\\.)*)"(?=\s*:)|"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (key !== undefined && depth === 1) keys.push(key);
  }
  const duplicates = keys.filter((key, at) => keys.indexOf(key) !== at);
  if (keys.length - duplicates.length !== Object.keys(parsed).length) throw new Error(`unread keys: ${line}`);
  return duplicates;
}

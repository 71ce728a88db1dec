import {
  type DestinationStream,
  destination,
  type LevelWithSilent,
  type LogFn,
  type Logger,
  pino,
  symbols,
} from 'pino';
import pretty from 'pino-pretty';
import { sensitiveFields } from '#contract/sensitive-fields.ts';
import { censor, shownError } from './errors/shown-error.ts';
import { requestScope } from './graphql/request-scope.ts';

export type Log = Logger;
export type LogLevel = LevelWithSilent;

const redacted = sensitiveFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

/** The trace of the work that logs a line, if it is recorded. A new object each time, because pino adds the line's fields to it. */
function traceOfLine(): object {
  const span = requestScope.span();
  return span ? { trace_id: span.traceId } : {};
}

/** The keys that every line has, beside those that are bound to its logger. */
const lineKeys: ReadonlySet<string> = new Set(['level', 'time', 'msg']);

/** Gives another name to a field that the line or the logger has already: parsers of JSON keep one of two equal keys, or refuse both. */
function withoutDuplicateKeys(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const { [symbols.chindingsSym]: bound = '' } = this as { [symbols.chindingsSym]?: string };
  method.apply(this, withOwnKeys(args, bound));
}

/** @param bound the JSON of the fields that are bound to the logger. */
function withOwnKeys(args: Parameters<LogFn>, bound: string): Parameters<LogFn> {
  const [fields, ...rest] = args as [unknown, ...[string]];
  if (typeof fields !== 'object' || fields === null || fields instanceof Error) return args;
  const isTaken = (key: string) => lineKeys.has(key) || bound.includes(`"${key}":`);
  if (!Object.keys(fields).some(isTaken)) return args;
  const entries = Object.entries(fields).map(([key, value]) => [isTaken(key) ? `field_${key}` : key, value]);
  return [Object.fromEntries(entries), ...rest];
}

/** A log of JSON lines, or of readable ones with `pretty`. Only the log has the stacks of errors. Sensitive fields are redacted. */
export function createLog(options: {
  name: string;
  level: LogLevel;
  pretty?: boolean;
  stream?: DestinationStream;
}): Log {
  const base = {
    name: options.name,
    level: options.level,
    redact: { paths: redacted, censor },
    serializers: { err: shownError },
    hooks: { logMethod: withoutDuplicateKeys },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: traceOfLine,
  };
  const stream =
    options.stream ??
    (options.pretty
      ? pretty({ colorize: true, ignore: 'pid,hostname', sync: true })
      : destination({ dest: 1, sync: true }));
  return pino(base, stream);
}

import {
  type DestinationStream,
  destination,
  type LevelWithSilent,
  type Logger,
  pino,
  type SerializedError,
  stdSerializers,
} from 'pino';
import pretty from 'pino-pretty';
import { sensitiveFields } from '#contract/sensitive-fields.ts';
import { requestScope } from './graphql/request-scope.ts';

export type Log = Logger;
export type LogLevel = LevelWithSilent;

const redacted = sensitiveFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

const censor = '[redacted]';

/** PostgreSQL's `detail` quotes the refused row, and the drivers repeat it in their messages. */
function errorWithoutRow(error: Error): SerializedError {
  const { detail: _row, ...shown } = stdSerializers.err(error);
  for (const row of rowsQuotedBy(error)) {
    shown.message = shown.message.replaceAll(row, censor);
    shown.stack = shown.stack.replaceAll(row, censor);
  }
  return shown;
}

/** The rows that the error and its causes quote. */
function rowsQuotedBy(error: Error): string[] {
  const chain = new Set<Error>();
  for (let each: unknown = error; each instanceof Error && !chain.has(each); each = each.cause) chain.add(each);
  return [...chain].flatMap((each) => ('detail' in each && typeof each.detail === 'string' ? each.detail || [] : []));
}

const noTrace = {};

/** The trace of the work that logs a line, if it is recorded. */
function traceOfLine(): object {
  const span = requestScope.span();
  return span ? { trace_id: span.traceId } : noTrace;
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
    serializers: { err: errorWithoutRow },
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

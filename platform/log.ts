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

export type Log = Logger;
export type LogLevel = LevelWithSilent;

/** Names under which personal data and secrets travel: their values never reach a log, however deep. */
const secretNames = [
  'authorization',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'deviceToken',
  'phoneNumber',
  'phone_number',
  'email',
  'fullName',
  'cookie',
  'secret',
];
const redacted = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

const censor = '[redacted]';

/** PostgreSQL's `detail` quotes the row that it did not take, and its drivers quote that in their messages. */
function errorWithoutRow(error: Error): SerializedError {
  const { detail: _row, ...said } = stdSerializers.err(error);
  for (const row of rowsQuotedBy(error)) {
    said.message = said.message.replaceAll(row, censor);
    said.stack = said.stack.replaceAll(row, censor);
  }
  return said;
}

/** Those of its causes too. */
function rowsQuotedBy(error: Error): string[] {
  const chain = new Set<Error>();
  for (let each: unknown = error; each instanceof Error && !chain.has(each); each = each.cause) chain.add(each);
  return [...chain].flatMap((each) => ('detail' in each && typeof each.detail === 'string' ? each.detail || [] : []));
}

/**
 * A log of one process: JSON lines, or pretty where it is read on a terminal. Errors keep their stack here and nowhere
 * else.
 */
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
  };
  const stream =
    options.stream ??
    (options.pretty
      ? pretty({ colorize: true, ignore: 'pid,hostname', sync: true })
      : destination({ dest: 1, sync: true }));
  return pino(base, stream);
}

import { type DestinationStream, destination, type LevelWithSilent, type Logger, pino } from 'pino';
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
    redact: { paths: redacted, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  const stream =
    options.stream ??
    (options.pretty
      ? pretty({ colorize: true, ignore: 'pid,hostname', sync: true })
      : destination({ dest: 1, sync: true }));
  return pino(base, stream);
}

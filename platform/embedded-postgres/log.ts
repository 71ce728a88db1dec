/** What is told of the server's life; pino's loggers fit. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export const silentLog: Log = { info: () => {}, warn: () => {} };

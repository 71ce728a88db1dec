import { StartFault } from '../run/start-fault.ts';

/** PostgreSQL's codes for a connection that repeating does not help, with what they mean. */
const refusals: Record<string, (database: string) => string> = {
  '28P01': () => 'the server refuses the user or the password',
  '28000': () => 'the server refuses the user',
  '08P01': () =>
    'the pooler refuses the connection (it must ignore the startup parameters options and statement_timeout)',
  '3D000': (database) => `the server has no database ${database}`,
  '42501': (database) => `the user may not create the database ${database}`,
};

/** A code that a server sent, as `57P03`; not one of the network, as `ECONNREFUSED`. */
const sqlState = /^[0-9A-Z]{5}$/;

/** A database that a process needs cannot be used. The message names its host and port, and never its user or password. */
export class DatabaseFault extends StartFault {
  /** Whether the server may answer later. */
  readonly isTemporary: boolean;

  constructor(message: string, isTemporary: boolean) {
    super(message);
    this.isTemporary = isTemporary;
  }
}

/** Explains why a connection to the database of the URL failed, in one line. */
export function connectionFault(url: string, cause: unknown): DatabaseFault {
  const { pathname } = new URL(url);
  const { code, message: text } = cause as { code?: string; message?: string };
  const refusal = code === undefined ? undefined : refusals[code];
  const state = code && sqlState.test(code) ? 'the server accepts no connection' : 'no server answers';
  const reason = refusal?.(decodeURIComponent(pathname.slice(1))) ?? `${state} (${code ?? text})`;
  const message = `The database at ${hostAndPort(url)} cannot be used: ${reason}. Check DATABASE_URL, or the variable of this database.`;
  return new DatabaseFault(message, refusal === undefined);
}

/** The host and the port of a database's URL: `127.0.0.1:5432`. */
export function hostAndPort(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname || 'localhost'}:${port || 5432}`;
}

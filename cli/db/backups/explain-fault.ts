import pg from 'pg';
import { BackupFault } from './run-tool.ts';

/** What pg says of a connection that was closed while a statement ran, or before. */
const lostConnection = /^Connection terminated|^Client has encountered a connection error/;

/** Returns what the operator must know of an error of the file system or of a database; any other error as it is. */
export function explainFault(error: unknown): unknown {
  const { message = '', syscall } = Object(error) as Partial<NodeJS.ErrnoException>;
  if (error instanceof pg.DatabaseError) return new BackupFault(`the server refused: ${message}`);
  if (syscall !== undefined) return new BackupFault(message);
  if (lostConnection.test(message)) return new BackupFault('the connection to a database was lost');
  return error;
}

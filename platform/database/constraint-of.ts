import { DriverException } from '@mikro-orm/postgresql';
import pg from 'pg';

/** The name of the constraint or unique index that a statement violated; undefined for any other error. */
export function constraintOf(error: unknown): string | undefined {
  return databaseErrorOf(error)?.constraint;
}

/** PostgreSQL's five-character error code (appendix A of its manual); undefined for any other error. */
export function sqlStateOf(error: unknown): string | undefined {
  return databaseErrorOf(error)?.code;
}

/** The ORM throws its own exceptions, which copy these properties; the query builder throws the driver's errors. */
function databaseErrorOf(error: unknown): { code?: string; constraint?: string } | undefined {
  if (error instanceof DriverException || error instanceof pg.DatabaseError) return error;
  return undefined;
}

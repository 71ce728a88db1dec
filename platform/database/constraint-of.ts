import { DriverException } from '@mikro-orm/postgresql';
import pg from 'pg';

/** The name of the constraint or unique index that a statement violated; undefined for any other error. */
export function constraintOf(error: unknown): string | undefined {
  return databaseErrorOf(error)?.constraint;
}

/** The five characters by which PostgreSQL tells the kind of an error (its manual's appendix A); undefined for any other error. */
export function sqlStateOf(error: unknown): string | undefined {
  return databaseErrorOf(error)?.code;
}

/** The ORM's own queries fail with its exceptions, which take these over; those of the query builder with the driver's errors. */
function databaseErrorOf(error: unknown): { code?: string; constraint?: string } | undefined {
  if (error instanceof DriverException || error instanceof pg.DatabaseError) return error;
  return undefined;
}

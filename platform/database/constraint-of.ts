import { DriverException } from '@mikro-orm/postgresql';

/** The name of the constraint or unique index that a statement violated; undefined for any other error. */
export function constraintOf(error: unknown): string | undefined {
  if (!(error instanceof DriverException)) return undefined;
  return (error as DriverException & { constraint?: string }).constraint;
}

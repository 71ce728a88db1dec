import type { Client } from 'pg';
import type { Columns, Row } from './table.ts';

/** What an inspection found out about one database. */
export interface Inspected {
  rows: readonly Row[];
  /** Why there are no rows, and what to do. */
  remark?: string;
}

/** A command that reads what PostgreSQL knows about its databases. */
export interface Inspection {
  name: string;
  description: string;
  /** Without the database, which is the first column. */
  columns: Columns;
  /** By which the rows of all databases are sorted, the greatest first. */
  sortedBy: string;
  /** What is printed when there are no rows. */
  none: string;
  /** Reads at most `limit` rows about the database of the client. */
  inspect(client: Client, limit: number): Promise<Inspected>;
}

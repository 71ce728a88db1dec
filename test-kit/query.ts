import { withClient } from '#platform/database/with-client.ts';

/** Runs a statement over a connection of its own, and returns the rows. */
export function query<Row extends object>(url: string, text: string, parameters?: unknown[]): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(text, parameters)).rows);
}

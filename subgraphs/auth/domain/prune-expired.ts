import type { EntityManager } from '@mikro-orm/postgresql';
import { addressWindow } from './codes/request-otp.ts';
import { wrongGuessesWindow } from './sign-in/sign-in-with-otp.ts';

/** Rows that one statement deletes. */
const batchSize = 1_000;

/** Milliseconds after its expiry for which a token or session is kept, so that a second use of it is still recognized. */
export const expiredKept = 7 * 24 * 60 * 60_000;

/**
 * Deletes one batch of each kind of expired row: refresh tokens, sessions without tokens, states of the OAuth library, codes
 * and failed attempts outside their limits' windows. Any number of instances may run it. Returns whether there may be more.
 */
export async function pruneExpired(em: EntityManager, now: Date): Promise<boolean> {
  const before = (kept: number) => new Date(now.getTime() - kept).toISOString();
  const deletions: [sql: string, before: string][] = [
    [deleteExpired('oauth_tokens', 'expiration_date'), before(expiredKept)],
    [
      deleteExpired(
        'oauth_authorizations',
        'expires_at',
        'and not exists (select from oauth_tokens token where token.authorization_id = row.id)',
      ),
      before(expiredKept),
    ],
    [deleteExpired('oauth_states', 'expires_at'), before(0)],
    [deleteExpired('one_time_codes', 'expires_at'), before(addressWindow)],
    [deleteExpired('failed_attempts', 'created_at'), before(wrongGuessesWindow)],
  ];
  let more = false;
  for (const [sql, instant] of deletions) {
    const deleted = await em.fork().execute<unknown[]>(sql, [instant, batchSize]);
    more = deleted.length >= batchSize || more;
  }
  return more;
}

/** Deletes the oldest rows first, by the index of the column, and skips rows that another instance has locked. */
const deleteExpired = (table: string, column: string, condition = ''): string =>
  `delete from ${table} where ctid = any (array (
     select ctid from ${table} row where ${column} < ?::timestamptz ${condition} order by ${column} limit ? for update skip locked
   )) returning 1`;

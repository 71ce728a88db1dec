import type { EntityManager } from '@mikro-orm/postgresql';
import { limits } from '#platform/limits.ts';
import { authLimits } from '../limits.ts';

/**
 * Deletes a batch of what has expired and is asked for no more: refresh tokens, then sessions that have none left, codes and
 * guesses that count no more, the OAuth library's states. By any number of instances. Returns whether there may be more.
 */
export async function pruneExpired(em: EntityManager, now: Date): Promise<boolean> {
  const before = (kept: number) => new Date(now.getTime() - kept).toISOString();
  const deletions: [sql: string, before: string][] = [
    [expired('oauth_tokens', 'expiration_date'), before(authLimits.expiredKept)],
    [
      expired(
        'oauth_authorizations',
        'expires_at',
        'and not exists (select from oauth_tokens token where token.authorization_id = row.id)',
      ),
      before(authLimits.expiredKept),
    ],
    [expired('oauth_states', 'expires_at'), before(0)],
    [expired('one_time_codes', 'expires_at'), before(authLimits.addressWindow)],
    [expired('failed_attempts', 'created_at'), before(authLimits.wrongGuessesWindow)],
  ];
  let more = false;
  for (const [sql, instant] of deletions) {
    const deleted = await em.fork().execute<unknown[]>(sql, [instant, limits.pruneBatch]);
    more = deleted.length >= limits.pruneBatch || more;
  }
  return more;
}

/**
 * The oldest first, by the index of the column, and deleted where they are; those that another instance is at are left to it.
 */
const expired = (table: string, column: string, unless = ''): string =>
  `delete from ${table} where ctid = any (array (
     select ctid from ${table} row where ${column} < ?::timestamptz ${unless} order by ${column} limit ? for update skip locked
   )) returning 1`;

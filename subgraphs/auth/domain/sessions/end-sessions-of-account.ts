import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { endSessions } from './sessions.ts';

/**
 * Ends the sessions that an account had when it was deactivated or deleted, in the caller's transaction; not those that it
 * opened afterwards, active again. Each is told of.
 */
export async function endSessionsOfAccount(
  tx: EntityManager,
  accountId: string,
  inactiveSince: Date,
  origin: EventOrigin,
): Promise<void> {
  const living = await tx.find(
    OAuthAuthorization,
    { subject: accountId, status: 'VALID', expiresAt: { $gt: origin.now }, creationDate: { $lte: inactiveSince } },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  await endSessions(tx, living, 'ACCOUNT_INACTIVE', origin);
}

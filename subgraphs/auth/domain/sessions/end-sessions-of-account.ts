import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { endSessions } from './end-sessions.ts';

/**
 * Ends, in the caller's transaction, the sessions that the account had opened by the time it became inactive. Sessions that it
 * opened later, when it was active again, stay open.
 */
export async function endSessionsOfAccount(
  tx: EntityManager,
  accountId: string,
  inactiveSince: Date,
  origin: EventOrigin,
): Promise<void> {
  const active = await tx.find(
    OAuthAuthorization,
    { subject: accountId, status: 'VALID', expiresAt: { $gt: origin.now }, creationDate: { $lte: inactiveSince } },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  await endSessions(tx, active, 'ACCOUNT_INACTIVE', origin);
}

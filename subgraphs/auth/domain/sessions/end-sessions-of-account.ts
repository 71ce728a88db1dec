import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { OAuthState } from '../../entities/oauth-state.ts';
import type { EndReason } from '../../events/published.ts';
import { endSessions } from './end-sessions.ts';

/**
 * Ends, in the caller's transaction, the sessions that the account had opened by a time: that at which it became inactive, or
 * its phone number changed. Sessions that it opened later stay open. Browsers forget the account even if it has no session: they, and
 * codes that nobody has exchanged, would open one for its old phone number.
 */
export async function endSessionsOfAccount(
  tx: EntityManager,
  accountId: string,
  openedBy: Date,
  reason: EndReason,
  origin: EventOrigin,
): Promise<void> {
  const active = await tx.find(
    OAuthAuthorization,
    { subject: accountId, status: 'VALID', expiresAt: { $gt: origin.now }, creationDate: { $lte: openedBy } },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  await endSessions(tx, active, reason, origin);
  await tx.nativeDelete(OAuthState, { accountId });
}

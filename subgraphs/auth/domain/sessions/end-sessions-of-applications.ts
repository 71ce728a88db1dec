import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { withDeleted } from '#platform/database/standard-columns.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthApplication } from '../../entities/oauth-application.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { endSessions } from './end-sessions.ts';

/** The most sessions that one transaction ends. */
export const maxEndedAtOnce = 1_000;

/** Ends sessions of these applications in the caller's transaction, at most {@link maxEndedAtOnce}. Returns whether there may be more. */
export async function endSessionsOfApplications(
  tx: EntityManager,
  applicationIds: readonly string[],
  origin: EventOrigin,
): Promise<boolean> {
  if (applicationIds.length === 0) return false;
  const active = await tx.find(
    OAuthAuthorization,
    { application: { $in: [...applicationIds] }, status: 'VALID', expiresAt: { $gt: origin.now } },
    { orderBy: { id: 'asc' }, limit: maxEndedAtOnce, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  await endSessions(tx, active, 'REVOKED', origin);
  return active.length === maxEndedAtOnce;
}

/** Ends sessions that revoked applications still have. Any number of instances may run it. Returns whether there may be more. */
export function endSessionsOfRevokedApplications(em: EntityManager, origin: EventOrigin): Promise<boolean> {
  return em.fork().transactional(async (tx) => {
    const revoked = await tx.find(OAuthApplication, { isDeleted: true }, { ...withDeleted, fields: ['id'] });
    return endSessionsOfApplications(
      tx,
      revoked.map(({ id }) => id),
      origin,
    );
  });
}

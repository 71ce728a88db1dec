import type { EntityManager } from '@mikro-orm/postgresql';
import { isAdmin, isSelf, type Viewer } from '#contract/viewer.ts';
import { forbidden } from '#platform/errors/refusal.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { authLimits } from '../../limits.ts';

/** An account's living sessions, newest first, for its owner and admins. Throws FORBIDDEN to anyone else. */
export async function listSessions(
  em: EntityManager,
  accountId: string,
  viewer: Viewer | null,
  now: Date,
): Promise<OAuthAuthorization[]> {
  if (!isSelf(viewer, accountId) && !isAdmin(viewer)) throw forbidden();
  const living = { subject: accountId, status: 'VALID' as const, expiresAt: { $gt: now } };
  const orderBy = { creationDate: 'desc', id: 'desc' } as const;
  return em.find(OAuthAuthorization, living, { orderBy, limit: authLimits.sessionsListed });
}

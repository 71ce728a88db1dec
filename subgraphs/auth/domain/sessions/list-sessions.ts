import type { EntityManager } from '@mikro-orm/postgresql';
import { isAdmin, isSelf, type Viewer } from '#contract/viewer.ts';
import { forbidden } from '#platform/errors/refusal.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';

/** The most sessions that one list has: far more than an account's devices. */
const maxListed = 100;

/**
 * Returns the account's active sessions, newest first, to the account and to admins.
 *
 * @throws Refusal FORBIDDEN to anyone else.
 */
export async function listSessions(
  em: EntityManager,
  accountId: string,
  viewer: Viewer | null,
  now: Date,
): Promise<OAuthAuthorization[]> {
  if (!isSelf(viewer, accountId) && !isAdmin(viewer)) throw forbidden();
  const active = { subject: accountId, status: 'VALID' as const, expiresAt: { $gt: now } };
  const orderBy = { creationDate: 'desc', id: 'desc' } as const;
  return em.find(OAuthAuthorization, active, { orderBy, limit: maxListed });
}

import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { endSession } from './end-sessions.ts';
import { findRefreshToken } from './find-refresh-token.ts';
import { verifyOrNull } from './introspect-token.ts';

/**
 * Ends the session of a client's access or refresh token (RFC 7009), and with it all the session's tokens. A token that is not
 * valid, or is another client's, changes nothing.
 */
export async function revokeToken(
  em: EntityManager,
  verify: VerifyToken,
  { token, clientId }: { token: string; clientId: string },
  origin: EventOrigin,
): Promise<void> {
  const refresh = await findRefreshToken(em, token);
  const sid = refresh?.authorization.id ?? (await verifyOrNull(verify, token))?.sid;
  if (!sid) return;
  const session = await em.findOne(OAuthAuthorization, { id: sid }, { populate: ['application'] });
  if (session?.application.clientId === clientId) await endSession(em.fork(), sid, 'REVOKED', origin);
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { decodeJwt } from 'jose';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { InvalidToken, type VerifyToken } from '#platform/security/verify-token.ts';
import { sha256 } from '../domain/secrets.ts';
import { endSession } from '../domain/sessions/end-session.ts';
import { OAuthAuthorization } from '../entities/oauth-authorization.ts';
import { OAuthToken } from '../entities/oauth-token.ts';

/** What is known of a token (RFC 7662, 2.2). */
export type Introspection = { active: false } | ({ active: true } & Record<string, unknown>);

const inactive = { active: false } as const;

/**
 * Whether a token is good now: an access token whose signature, times, issuer and audience are right and whose session lives,
 * or a refresh token that was not used. Whatever else it is, it is inactive, and nothing is told of it.
 */
export async function introspect(
  em: EntityManager,
  verify: VerifyToken,
  token: string,
  now: Date,
): Promise<Introspection> {
  const refresh = await findRefreshToken(em, token);
  if (refresh) {
    const { status, expirationDate, authorization, subject } = refresh;
    if (status !== 'VALID' || expirationDate <= now || !authorization.isLiving(now)) return inactive;
    return {
      active: true,
      token_type: 'refresh_token',
      client_id: refresh.application.clientId,
      sub: subject,
      scope: authorization.scopes.join(' '),
      exp: secondsOf(expirationDate),
      iat: secondsOf(refresh.creationDate),
    };
  }
  const viewer = await verified(verify, token);
  if (!viewer || viewer.expiresAt * 1_000 <= now.getTime()) return inactive;
  const session = viewer.sid
    ? await em.findOne(OAuthAuthorization, { id: viewer.sid }, { populate: ['application'] })
    : null;
  if (viewer.sid && !session?.isLiving(now)) return inactive;
  const { iss, aud, iat } = decodeJwt(token);
  return {
    active: true,
    token_type: 'Bearer',
    client_id: session?.application.clientId ?? viewer.id,
    sub: viewer.id,
    scope: viewer.role,
    exp: viewer.expiresAt,
    iss,
    aud,
    iat,
    ...(viewer.sid ? { sid: viewer.sid } : {}),
  };
}

/**
 * Ends the session of a token of this client (RFC 7009): all its refresh tokens with it, and its access tokens as soon as the
 * verifiers hear of it. A token that is not good, or another client's, changes nothing.
 */
export async function revoke(
  em: EntityManager,
  verify: VerifyToken,
  { token, clientId }: { token: string; clientId: string },
  origin: EventOrigin,
): Promise<void> {
  const refresh = await findRefreshToken(em, token);
  const sid = refresh?.authorization.id ?? (await verified(verify, token))?.sid;
  if (!sid) return;
  const session = await em.findOne(OAuthAuthorization, { id: sid }, { populate: ['application'] });
  if (session?.application.clientId === clientId) await endSession(em.fork(), sid, 'REVOKED', origin);
}

function findRefreshToken(em: EntityManager, token: string): Promise<OAuthToken | null> {
  const where = { referenceHash: sha256(token) };
  return em.findOne(OAuthToken, where, { populate: ['application', 'authorization'] });
}

async function verified(verify: VerifyToken, token: string) {
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof InvalidToken) return null;
    throw error;
  }
}

const secondsOf = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

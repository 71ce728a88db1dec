import type { EntityManager } from '@mikro-orm/postgresql';
import { decodeJwt } from 'jose';
import type { Viewer } from '#contract/viewer.ts';
import { withDeleted } from '#platform/database/standard-columns.ts';
import { InvalidToken, type VerifyToken } from '#platform/security/verify-token.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { findApplication } from '../applications/find-application.ts';
import { findRefreshToken } from './find-refresh-token.ts';

/** The response of RFC 7662, 2.2. */
export type Introspection = { active: false } | ({ active: true } & Record<string, unknown>);

const inactive = { active: false } as const;

/**
 * Describes a token that is valid now: an access token that verifies and whose session is active, or an unused refresh token,
 * of an application that is not revoked.
 * For any other token it returns only that the token is inactive.
 */
export async function introspectToken(
  em: EntityManager,
  verify: VerifyToken,
  token: string,
  now: Date,
): Promise<Introspection> {
  const refresh = await findRefreshToken(em, token);
  if (refresh) {
    const { status, expirationDate, authorization, subject } = refresh;
    if (status !== 'VALID' || expirationDate <= now) return inactive;
    if (!authorization.isActive(now) || !refresh.application.isActive) return inactive;
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
  const viewer = await verifyOrNull(verify, token);
  if (!viewer || viewer.expiresAt * 1_000 <= now.getTime()) return inactive;
  const session = viewer.sid
    ? await em.findOne(OAuthAuthorization, { id: viewer.sid }, { populate: ['application'], ...withDeleted })
    : null;
  if (viewer.sid && !(session?.isActive(now) && session.application.isActive)) return inactive;
  if (viewer.role === 'service' && !(await findApplication(em, viewer.id))) return inactive;
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

/** Returns the viewer of an access token, or null when it is not valid. */
export async function verifyOrNull(verify: VerifyToken, token: string): Promise<Viewer | null> {
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof InvalidToken) return null;
    throw error;
  }
}

const secondsOf = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

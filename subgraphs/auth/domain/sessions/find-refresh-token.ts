import type { EntityManager } from '@mikro-orm/postgresql';
import { OAuthToken } from '../../entities/oauth-token.ts';
import { sha256 } from '../secrets.ts';

/** Returns the row of a refresh token, whatever its status, with its application and its session. */
export function findRefreshToken(em: EntityManager, token: string): Promise<OAuthToken | null> {
  return em.findOne(OAuthToken, { referenceHash: sha256(token) }, { populate: ['application', 'authorization'] });
}

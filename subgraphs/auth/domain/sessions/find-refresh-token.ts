import type { EntityManager } from '@mikro-orm/postgresql';
import { withDeleted } from '#platform/database/standard-columns.ts';
import { OAuthToken } from '../../entities/oauth-token.ts';
import { sha256 } from '../secrets.ts';

/** Returns the row of a refresh token, whatever its status, with its session and its application, which may be revoked. */
export function findRefreshToken(em: EntityManager, token: string): Promise<OAuthToken | null> {
  return em.findOne(
    OAuthToken,
    { referenceHash: sha256(token) },
    { populate: ['application', 'authorization'], ...withDeleted },
  );
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { OAuthApplication } from '../../entities/oauth-application.ts';

/** Returns the application with this client id; null when there is none. */
export function findApplication(em: EntityManager, clientId: string): Promise<OAuthApplication | null> {
  return em.findOne(OAuthApplication, { clientId });
}

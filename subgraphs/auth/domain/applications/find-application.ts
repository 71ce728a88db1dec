import type { EntityManager } from '@mikro-orm/postgresql';
import { OAuthApplication } from '../../entities/oauth-application.ts';

/** Returns the application with this client id, whatever text a client sends as one; null when there is none. */
export async function findApplication(em: EntityManager, clientId: string): Promise<OAuthApplication | null> {
  // PostgreSQL takes no NUL.
  return clientId.includes('\0') ? null : em.findOne(OAuthApplication, { clientId });
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { OAuthApplication, serviceClientId } from '../../entities/oauth-application.ts';
import { sha256 } from '../secrets.ts';

/** Sets the secret of the services' client to the operator's setting. */
export async function setServiceSecret(em: EntityManager, secret: string, now: Date): Promise<void> {
  const clientSecret = sha256(secret);
  const outdated = {
    clientId: serviceClientId,
    $or: [{ clientSecret: null }, { clientSecret: { $ne: clientSecret } }],
  };
  await em.nativeUpdate(OAuthApplication, outdated, { clientSecret, updatedAt: now });
}

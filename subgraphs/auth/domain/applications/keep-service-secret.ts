import type { EntityManager } from '@mikro-orm/postgresql';
import { OAuthApplication } from '../../entities/oauth-application.ts';
import { sha256 } from '../secrets.ts';

/** The secret of the client `masar-service` is what the operator says it is. */
export async function keepServiceSecret(em: EntityManager, secret: string, now: Date): Promise<void> {
  const clientSecret = sha256(secret);
  const other = { clientId: 'masar-service', $or: [{ clientSecret: null }, { clientSecret: { $ne: clientSecret } }] };
  await em.nativeUpdate(OAuthApplication, other, { clientSecret, updatedAt: now });
}

import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { OAuthApplication, serviceClientId } from '../../entities/oauth-application.ts';
import { recordChange } from '../../events/record-change.ts';
import { sha256 } from '../secrets.ts';

/** Sets the secret of the services' client to the operator's setting, if it differs. */
export function setServiceSecret(em: EntityManager, secret: string, context: ActionContext): Promise<void> {
  const clientSecret = sha256(secret);
  return em.transactional(async (tx) => {
    const where = { clientId: serviceClientId };
    const application = await tx.findOne(OAuthApplication, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!application || application.clientSecret === clientSecret) return;
    application.clientSecret = clientSecret;
    application.updatedAt = context.now;
    recordChange(
      tx,
      { action: 'application.secret-changed', subjectId: application.id, fields: ['clientSecret'] },
      context,
    );
  });
}

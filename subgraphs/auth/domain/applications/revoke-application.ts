import type { EntityManager } from '@mikro-orm/postgresql';
import { withDeleted } from '#platform/database/standard-columns.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { OAuthApplication } from '../../entities/oauth-application.ts';
import { recordChange } from '../../events/record-change.ts';
import { endSessionsOfApplications } from '../sessions/end-sessions-of-applications.ts';

export interface RevokeApplication extends ActionContext {
  applicationId: string;
}

/**
 * Revokes an application: it authenticates no more, and its sessions end, the first of them at once and the rest by
 * {@link endSessionsOfApplications}. Its client id stays taken. A second call ends what sessions are left.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND; FORBIDDEN for an application of the platform, which nobody could sign in without.
 */
export async function revokeApplication(
  em: EntityManager,
  { applicationId, ...context }: RevokeApplication,
): Promise<OAuthApplication> {
  requireId(applicationId, 'applicationId', 'app');
  const { now } = context;
  await em.transactional(async (tx) => {
    const application = await tx.findOne(OAuthApplication, { id: applicationId }, withDeleted);
    if (!application) throw notFound('applicationId');
    if (application.isOfPlatform()) throw forbidden();
    // Waits for sign-ins at the application that have begun; those that begin later do not find it. Of concurrent calls one revokes.
    const active = { id: applicationId, isDeleted: false };
    const revoked = await tx.nativeUpdate(OAuthApplication, active, {
      isDeleted: true,
      deletedAt: now,
      updatedAt: now,
    });
    if (revoked === 1)
      recordChange(tx, { action: 'application.revoked', subjectId: applicationId, fields: [] }, context);
  });
  // Another transaction: a sign-in waits for the application with rows that ending sessions deletes.
  await em.transactional((tx) => endSessionsOfApplications(tx, [applicationId], context));
  return em.findOneOrFail(OAuthApplication, { id: applicationId }, { ...withDeleted, refresh: true });
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { requestScope } from '#platform/graphql/request-scope.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { Driver } from '../../entities/driver.ts';
import { accountUpdatedEvent } from '../../events/published.ts';
import { checkProfile, type ProfileInput } from './check-profile.ts';
import { locked, requireUsable } from './find-account.ts';

export interface UpdateDriverProfile extends ActionContext, ProfileInput {
  identityDocumentUrl?: string | null | undefined;
  drivingLicenseUrl?: string | null | undefined;
}

/**
 * Updates the actor's driver profile, and publishes `account-updated` if that changes it.
 *
 * @throws Refusal BAD_USER_INPUT, ACCOUNT_INACTIVE
 */
export async function updateDriverProfile(em: EntityManager, update: UpdateDriverProfile): Promise<Driver> {
  const { actor, now, identityDocumentUrl, drivingLicenseUrl } = update;
  const profile = { ...checkProfile(update, now), identityDocumentUrl, drivingLicenseUrl };
  // A repeated request changes nothing: an earlier one has, whose event may not have arrived at the gateway yet.
  requestScope.changed(actor.id);
  return em.transactional(async (tx) => {
    const driver = requireUsable(await tx.findOne(Driver, { id: actor.id }, locked));
    if (driver.updateProfile(profile, now)) appendToOutbox(tx, accountUpdatedEvent(driver, update));
    return driver;
  });
}

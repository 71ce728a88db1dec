import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { type Gender, Passenger } from '../../entities/passenger.ts';
import { accountUpdatedEvent } from '../../events/published.ts';
import { rejectNull } from '../reject-null.ts';
import { checkProfile, type ProfileInput } from './check-profile.ts';
import { locked, requireUsable } from './find-account.ts';

export interface UpdatePassengerProfile extends ActionContext, ProfileInput {
  gender?: Gender | null | undefined;
}

/**
 * Updates the actor's passenger profile, and publishes `account-updated` if that changes it.
 *
 * @throws Refusal BAD_USER_INPUT, ACCOUNT_INACTIVE
 */
export async function updatePassengerProfile(em: EntityManager, update: UpdatePassengerProfile): Promise<Passenger> {
  const { actor, now } = update;
  const profile = { ...checkProfile(update, now), gender: rejectNull(update.gender, 'gender') };
  return em.transactional(async (tx) => {
    const passenger = requireUsable(await tx.findOne(Passenger, { id: actor.id }, locked));
    if (passenger.updateProfile(profile, now)) appendToOutbox(tx, accountUpdatedEvent(passenger, update));
    return passenger;
  });
}

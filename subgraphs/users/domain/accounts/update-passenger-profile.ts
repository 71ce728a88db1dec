import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { type Gender, Passenger } from '../../entities/passenger.ts';
import { accountUpdatedEvent } from '../../events/published.ts';
import { notCleared } from '../reject-null.ts';
import { checkProfile, type ProfileInput } from './check-profile.ts';
import { locked, requireUsable } from './find-account.ts';

export interface UpdatePassengerProfile extends ActionContext, ProfileInput {
  gender?: Gender | null | undefined;
}

/** Changes what passengers say of themselves. Throws BAD_USER_INPUT, ACCOUNT_INACTIVE. */
export async function updatePassengerProfile(em: EntityManager, update: UpdatePassengerProfile): Promise<Passenger> {
  const { actor, now } = update;
  const profile = { ...checkProfile(update, now), gender: notCleared(update.gender, 'gender') };
  return em.transactional(async (tx) => {
    const passenger = requireUsable(await tx.findOne(Passenger, { id: actor.id }, locked));
    if (passenger.updateProfile(profile, now)) appendToOutbox(tx, accountUpdatedEvent(passenger, update));
    return passenger;
  });
}

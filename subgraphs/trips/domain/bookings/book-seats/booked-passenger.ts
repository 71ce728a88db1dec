import { isAdmin, type Viewer } from '#contract/viewer.ts';
import { badUserInput, forbidden, notFound, Refusal, unauthenticated } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import type { Users } from '../../users.ts';

/** Who will sit there, as they are known when they book. */
export interface Rider {
  id: string;
  name: string;
  phoneNumber: string;
}

/** Whose booking it will be: a passenger's own, or that of the passenger whom an admin names. Throws BAD_USER_INPUT, FORBIDDEN. */
export function passengerToBookFor(actor: Viewer, passengerId: string | null | undefined): string {
  if (passengerId != null) requireId(passengerId, 'passengerId', 'p');
  if (!isAdmin(actor)) {
    if (passengerId != null && passengerId !== actor.id) throw forbidden();
    return actor.id;
  }
  if (passengerId == null) throw badUserInput('passengerId', 'required');
  return passengerId;
}

/**
 * A passenger's name and phone number are what their token says, so that booking needs nobody else; for an admin, users is
 * asked. One without a full name goes by the phone number. Throws NOT_FOUND, ACCOUNT_INACTIVE.
 */
export async function findRider(actor: Viewer, passengerId: string, users: Users): Promise<Rider> {
  if (!isAdmin(actor)) {
    if (!actor.phoneNumber) throw unauthenticated();
    return { id: passengerId, name: actor.name ?? actor.phoneNumber, phoneNumber: actor.phoneNumber };
  }
  const passenger = await users.passenger(passengerId);
  if (!passenger) throw notFound('passengerId');
  const { isActive, fullName, phoneNumber } = passenger;
  if (!isActive || !phoneNumber) throw new Refusal('ACCOUNT_INACTIVE');
  return { id: passengerId, name: fullName ?? phoneNumber, phoneNumber };
}

import { isAdmin, type Viewer } from '#contract/viewer.ts';
import { badUserInput, forbidden, notFound, Refusal, unauthenticated } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import type { Users } from '../../users.ts';

/** The passenger of a booking, with the name and phone number at the time of booking. */
export interface BookedPassenger {
  id: string;
  name: string;
  phoneNumber: string;
}

/**
 * Returns the id of the passenger to book for: a passenger themselves, or the one that an admin names.
 *
 * @throws Refusal BAD_USER_INPUT, FORBIDDEN
 */
export function requirePassengerId(actor: Viewer, passengerId: string | null | undefined): string {
  if (passengerId != null) requireId(passengerId, 'passengerId', 'p');
  if (!isAdmin(actor)) {
    if (passengerId != null && passengerId !== actor.id) throw forbidden();
    return actor.id;
  }
  if (passengerId == null) throw badUserInput('passengerId', 'required');
  return passengerId;
}

/**
 * Returns the passenger's name and phone number: a passenger's from their token, so that booking needs no other service, and
 * from users when an admin books. A passenger without a name is called by the phone number.
 *
 * @throws Refusal NOT_FOUND, ACCOUNT_INACTIVE
 */
export async function findPassenger(actor: Viewer, passengerId: string, users: Users): Promise<BookedPassenger> {
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

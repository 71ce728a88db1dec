import { isAdmin, isSelf, type Viewer } from '#contract/viewer.ts';
import { forbidden } from '#platform/errors/refusal.ts';

interface OwnedTrip {
  driverId: string;
}
interface OwnedBooking {
  passengerId: string;
  trip: OwnedTrip;
}

/** The driver of a trip and admins manage it. */
export function mayManageTrip(viewer: Viewer | null, trip: OwnedTrip): boolean {
  return isAdmin(viewer) || isSelf(viewer, trip.driverId);
}

/** The passenger of a booking, the trip's driver and admins may read and cancel it. */
export function mayReadBooking(viewer: Viewer | null, { passengerId, trip }: OwnedBooking): boolean {
  return isSelf(viewer, passengerId) || mayManageTrip(viewer, trip);
}

/** @throws Refusal FORBIDDEN unless the viewer may read the booking. */
export function requireReadableBooking(viewer: Viewer | null, booking: OwnedBooking): void {
  if (!mayReadBooking(viewer, booking)) throw forbidden();
}

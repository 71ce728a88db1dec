import { isAdmin, isSelf, type Viewer } from '#contract/viewer.ts';
import type { SeatBooking } from '../entities/seat-booking.ts';
import type { Trip } from '../entities/trip.ts';

/** A trip is managed by its driver and admins. */
export function mayManageTrip(viewer: Viewer | null, trip: Pick<Trip, 'driverId'>): boolean {
  return isAdmin(viewer) || isSelf(viewer, trip.driverId);
}

/** A booking is seen, and may be cancelled, by its passenger, the trip's driver and admins. */
export function maySeeBooking(viewer: Viewer | null, booking: Pick<SeatBooking, 'passengerId' | 'trip'>): boolean {
  return isSelf(viewer, booking.passengerId) || mayManageTrip(viewer, booking.trip);
}

/** The same rule for an event that tells of a booking. */
export function maySeeBookingEvent(viewer: Viewer | null, booking: { passengerId: string; driverId: string }): boolean {
  return isSelf(viewer, booking.passengerId) || mayManageTrip(viewer, booking);
}

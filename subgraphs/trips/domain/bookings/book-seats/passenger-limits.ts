/**
 * Seats that one passenger may have: active on a trip, and pending in total. Concurrent requests of one passenger may exceed
 * them. They do not apply to an admin's booking.
 */
export const passengerLimits = { onTrip: 10, pending: 20 } as const;

/**
 * Seats that one passenger may have: active on a trip, and pending in total. Concurrent requests of one passenger may exceed
 * them. They do not apply to an admin's booking. Seats that are confirmed at once are not pending.
 */
export const passengerLimits = { onTrip: 10, pending: 20 } as const;

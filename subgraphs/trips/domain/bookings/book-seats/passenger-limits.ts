/** Brakes on one passenger, not invariants. An admin's booking is not bound by them. */
export const passengerLimits = { onTrip: 10, pending: 20 } as const;

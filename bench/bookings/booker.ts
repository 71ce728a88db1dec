export interface Passenger {
  id: string;
  name: string;
  phone: string;
}

export interface Answer {
  /** `booked`, or the code of the refusal. */
  outcome: string;
}

/** A way to book one seat, with an idempotency key of its own. */
export interface Booker {
  name: string;
  book(tripId: string, seat: number, passenger: Passenger): Promise<Answer>;
  stop(): Promise<void>;
}

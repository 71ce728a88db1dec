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
  /** Before the clock runs: who will book. */
  prepare?(passengers: readonly Passenger[]): Promise<void>;
  book(tripId: string, seat: number, passenger: Passenger): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Passenger {
  id: string;
  name: string;
  phone: string;
}

export interface Answer {
  /** `booked`, or the code of the refusal. */
  outcome: string;
}

/** Books one seat per call, each with a new idempotency key. */
export interface Booker {
  name: string;
  /** Called before the measurement with the passengers who will book. */
  prepare?(passengers: readonly Passenger[]): Promise<void>;
  book(tripId: string, seat: number, passenger: Passenger): Promise<Answer>;
  stop(): Promise<void>;
}

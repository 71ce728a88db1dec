export interface Passenger {
  id: string;
  name: string;
  phone: string;
}

export interface Answer {
  /** `booked`, or the code of the refusal. */
  outcome: string;
}

/** Each call has a new idempotency key. */
export interface Booker {
  name: string;
  databaseUrl: string;
  /** More bookings than it makes in a second: passengers are prepared for so many. By default any number. */
  maxPerSecond?: number;
  /** Called before the measurement with the passengers who will book. */
  prepare?(passengers: readonly Passenger[]): Promise<void>;
  book(tripId: string, seat: number, passenger: Passenger): Promise<Answer>;
  /** Books so many seats of any number. */
  bookAny?(tripId: string, count: number, passenger: Passenger): Promise<Answer>;
  /** The processor time that each part has used, in milliseconds. */
  processorTime?(): Promise<Map<string, number>>;
  stop(): Promise<void>;
}

import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a mutation may take before the next one is sent. */
const patience = 5_000;

/** Bookings that are active at once. */
const maxBookings = 4;

export interface ChangesOptions {
  url: string;
  tripId: string;
  /** The tokens of the trip's driver, and of a passenger. */
  driver: string;
  passenger: string;
  /** The number of the trip's seats. */
  seats: number;
}

const updateTrip = 'mutation ($input: UpdateTripInput!) { updateTrip(input: $input) { trip { id } } }';
const bookSeats = 'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }';
const cancelBooking = 'mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) { booking { id } } }';

/** A stream of changes to a trip: its description changes, seats are booked and given back. Changes that fail are not repeated. */
export class Changes {
  readonly #options: ChangesOptions;
  #bookings: string[] = [];
  #count = 0;
  #seat = 0;
  #running: Promise<void> | undefined;
  #isRunning = false;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Starts with these active bookings, of which the response may have been lost. */
  start(bookings: string[]): void {
    this.#bookings = bookings;
    this.#isRunning = true;
    this.#running = this.#run();
  }

  /** Makes no further change. */
  finish(): void {
    this.#isRunning = false;
  }

  /** Resolves when no change is under way. */
  async finished(): Promise<void> {
    await this.#running;
  }

  /** Makes one change of each kind. Returns whether all were made. */
  async makeEach(): Promise<boolean> {
    const description = `Change ${++this.#count}`;
    const { tripId, driver, passenger, seats } = this.#options;
    const updated = await this.#mutate(updateTrip, { tripId, description }, driver);
    this.#seat = (this.#seat % seats) + 1;
    const booked = await this.#mutate(bookSeats, { tripId, seatNumbers: [this.#seat] }, passenger);
    const id = (booked?.bookSeats as { bookings: { id: string }[] } | undefined)?.bookings[0]?.id;
    if (id) this.#bookings.push(id);
    if (this.#bookings.length <= maxBookings) return updated !== null && id !== undefined;
    const cancelled = await this.#mutate(cancelBooking, { bookingId: this.#bookings.shift() }, passenger);
    return updated !== null && id !== undefined && cancelled !== null;
  }

  async #run(): Promise<void> {
    while (this.#isRunning) {
      await this.makeEach();
      await sleep(50);
    }
  }

  /** Returns null when it fails. It may have been made all the same. */
  async #mutate(query: string, input: object, token: string): Promise<Record<string, unknown> | null> {
    try {
      const response = await fetch(this.#options.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables: { input } }),
        signal: AbortSignal.timeout(patience),
      });
      const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
      return errors ? null : (data ?? null);
    } catch {
      return null;
    }
  }
}

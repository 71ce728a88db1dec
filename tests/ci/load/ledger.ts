/** What the platform has acknowledged to the clients of a load, which it therefore must not lose. */
export class Ledger {
  /** Trips of twelve seats, and one of four seats with a waiting list. */
  readonly tripIds: readonly string[];
  readonly smallTripId: string;
  /** Bookings that were acknowledged, and not cancelled, by the token of their passenger. */
  readonly #kept = new Map<string, string[]>();
  /** Bookings whose cancellation was acknowledged. */
  readonly cancelledIds: string[] = [];
  /** Changes by the admin. */
  changes = 0;

  constructor(tripIds: readonly string[], smallTripId: string) {
    this.tripIds = tripIds;
    this.smallTripId = smallTripId;
  }

  get keptIds(): string[] {
    return [...this.#kept.values()].flat();
  }

  /** The bookings of a passenger, oldest first. */
  keptBy(token: string): readonly string[] {
    return this.#kept.get(token) ?? [];
  }

  keep(token: string, id: string): void {
    this.#kept.set(token, [...this.keptBy(token), id]);
  }

  /** From now on the booking may be cancelled. */
  startCancelling(token: string, id: string): void {
    this.#kept.set(
      token,
      this.keptBy(token).filter((kept) => kept !== id),
    );
  }

  cancelled(id: string): void {
    this.cancelledIds.push(id);
  }
}

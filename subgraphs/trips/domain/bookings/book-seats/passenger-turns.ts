interface WaitingTurn {
  passengers: readonly string[];
  begin: () => void;
}

/**
 * Lets one write at a time run for each passenger: seats on two trips count toward the same limit. A write waits for its turn
 * without any lock of the database, so that the two kinds of waiting cannot block each other.
 */
export class PassengerTurns {
  readonly #busy = new Set<string>();
  #waiting: WaitingTurn[] = [];

  /** Begins the turn of all these passengers and returns true, or returns false when one of them is busy. */
  tryBegin(passengers: readonly string[]): boolean {
    if (passengers.some((passenger) => this.#busy.has(passenger))) return false;
    for (const passenger of passengers) this.#busy.add(passenger);
    return true;
  }

  /** Begins the turn of all these passengers as soon as none of them is busy. */
  begin(passengers: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      if (this.tryBegin(passengers)) resolve();
      else this.#waiting.push({ passengers, begin: resolve });
    });
  }

  /** Ends the turn, and begins those that waited for it. */
  end(passengers: readonly string[]): void {
    for (const passenger of passengers) this.#busy.delete(passenger);
    this.#waiting = this.#waiting.filter(({ passengers, begin }) => {
      if (!this.tryBegin(passengers)) return true;
      begin();
      return false;
    });
  }
}

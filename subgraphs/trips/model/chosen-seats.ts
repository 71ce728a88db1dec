import type { Model, ModelTrip } from './model.ts';
import { type Observed, UnexplainedError } from './observed.ts';

/**
 * Returns the seats of new bookings that named no numbers, as their events have them. Throws UnexplainedError unless they were
 * free, in one run of free seats that is as short as possible, or else in as few runs as possible.
 */
export function chosenSeats(model: Model, observed: Observed, trip: ModelTrip, ids: readonly string[]): number[] {
  const events = observed.events.get(trip.id) ?? [];
  const seats = ids.map((id) => Number(events.find(({ data }) => data.bookingId === id)?.data.seatNumber));
  const runs = freeRuns(model, trip);
  const used = runs.filter((run) => seats.some((seat) => run.includes(seat)));
  const isFree = seats.every((seat) => used.flat().includes(seat)) && new Set(seats).size === seats.length;
  const longEnough = runs.filter((run) => run.length >= seats.length).map((run) => run.length);
  const fits =
    longEnough.length > 0
      ? used.length === 1 && used[0]?.length === Math.min(...longEnough) && areAdjacent(seats)
      : used.length === fewestRuns(runs, seats.length);
  if (!isFree || !fits) throw new UnexplainedError(`chose ${seats} of ${JSON.stringify(runs)}`);
  return seats;
}

/** The runs of consecutive free seats. */
function freeRuns(model: Model, { id, totalSeats }: ModelTrip): number[][] {
  const taken = new Set(model.takenSeatsOf(id));
  const runs: number[][] = [[]];
  for (let seat = 1; seat <= totalSeats; seat++) {
    if (taken.has(seat)) runs.push([]);
    else runs.at(-1)?.push(seat);
  }
  return runs.filter((run) => run.length > 0);
}

function fewestRuns(runs: readonly number[][], count: number): number {
  const lengths = runs.map((run) => run.length).sort((a, b) => b - a);
  const seatsOf = (most: number) => lengths.slice(0, most).reduce((sum, length) => sum + length, 0);
  return lengths.findIndex((_, at) => seatsOf(at + 1) >= count) + 1;
}

const areAdjacent = (seats: readonly number[]): boolean =>
  seats.every((seat, at) => at === 0 || seat === (seats[at - 1] as number) + 1);

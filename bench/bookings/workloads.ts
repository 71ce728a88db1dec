import { percentile } from '../report.ts';
import type { Booker, Passenger } from './booker.ts';

/** More bookings than any booker makes in a second. */
const maxBookingsPerSecond = 20_000;

let passengers = 0;

/** Creates passengers without bookings. */
async function newPassengers(booker: Booker, count: number): Promise<Passenger[]> {
  const created = Array.from({ length: count }, () => ({
    id: `p_${(passengers++).toString(16).padStart(32, '0')}`,
    name: 'Mona Ali',
    phone: '+966500000001',
  }));
  await booker.prepare?.(created);
  return created;
}

export interface SpreadFigures {
  booked: number;
  bookingsPerSecond: number;
  p99: number;
}

/** Concurrent callers book seats of all trips in rotation, each booking for another passenger. */
export async function spreadOver(
  booker: Booker,
  tripIds: readonly string[],
  callers: number,
  milliseconds: number,
): Promise<SpreadFigures> {
  const latencies: number[] = [];
  const everyone = await newPassengers(booker, maxBookingsPerSecond * (milliseconds / 1_000));
  let next = 0;
  const begun = performance.now();
  const end = begun + milliseconds;
  await concurrently(callers, async () => {
    while (performance.now() < end) {
      const at = next++;
      const tripId = tripIds[at % tripIds.length] as string;
      const seat = 1 + Math.floor(at / tripIds.length);
      const since = performance.now();
      const { outcome } = await booker.book(tripId, seat, passengerAt(everyone, at));
      latencies.push(performance.now() - since);
      if (outcome !== 'booked') throw new Error(`${booker.name} answered ${outcome} for a free seat`);
    }
  });
  const seconds = (performance.now() - begun) / 1_000;
  return { booked: latencies.length, bookingsPerSecond: latencies.length / seconds, p99: percentile(latencies, 0.99) };
}

export interface FlashFigures {
  refusalsPerSecond: number;
  soldOutAfter: number;
  p99: number;
}

/** A crowd requests the seats of one trip. Throws unless every seat is booked and every other request is refused with SEAT_TAKEN. */
export async function flashCrowd(
  booker: Booker,
  tripId: string,
  { crowd, callers, seats }: { crowd: number; callers: number; seats: number },
): Promise<FlashFigures> {
  const latencies: number[] = [];
  const outcomes = new Map<string, number>();
  const everyone = await newPassengers(booker, crowd);
  let soldOutAfter = Number.NaN;
  let next = 0;
  const begun = performance.now();
  await concurrently(callers, async () => {
    while (next < crowd) {
      const at = next++;
      const seat = 1 + (at % seats);
      const since = performance.now();
      const { outcome } = await booker.book(tripId, seat, passengerAt(everyone, at));
      latencies.push(performance.now() - since);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcomes.get('booked') === seats && Number.isNaN(soldOutAfter)) soldOutAfter = performance.now() - begun;
    }
  });
  const seconds = (performance.now() - begun) / 1_000;
  const refused = outcomes.get('SEAT_TAKEN') ?? 0;
  if (outcomes.get('booked') !== seats || refused !== crowd - seats) {
    throw new Error(`${booker.name} answered ${JSON.stringify([...outcomes])}`);
  }
  return { refusalsPerSecond: refused / seconds, soldOutAfter, p99: percentile(latencies, 0.99) };
}

function passengerAt(everyone: readonly Passenger[], at: number): Passenger {
  const passenger = everyone[at];
  if (!passenger) throw new Error('more bookings than passengers');
  return passenger;
}

async function concurrently(callers: number, work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: callers }, work));
}

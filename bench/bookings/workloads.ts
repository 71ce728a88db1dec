import { percentile } from '../report.ts';
import type { Booker, Passenger } from './booker.ts';

/** More than anybody books here. */
const mostPerSecond = 20_000;

let passengers = 0;

/** Passengers who have booked nothing yet. */
async function newPassengers(booker: Booker, count: number): Promise<Passenger[]> {
  const made = Array.from({ length: count }, () => ({
    id: `p_${(passengers++).toString(16).padStart(32, '0')}`,
    name: 'Mona Ali',
    phone: '+966500000001',
  }));
  await booker.prepare?.(made);
  return made;
}

export interface SpreadFigures {
  booked: number;
  bookingsPerSecond: number;
  p99: number;
}

/** So many callers book for so long, each trip in its turn, every booking by a passenger of its own. */
export async function spreadOver(
  booker: Booker,
  tripIds: readonly string[],
  callers: number,
  milliseconds: number,
): Promise<SpreadFigures> {
  const latencies: number[] = [];
  const everyone = await newPassengers(booker, mostPerSecond * (milliseconds / 1_000));
  let next = 0;
  const begun = performance.now();
  const end = begun + milliseconds;
  await atOnce(callers, async () => {
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

/** A crowd that wants the seats of one trip, each any of them. Throws unless every seat is sold and the others are told so. */
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
  await atOnce(callers, async () => {
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

async function atOnce(callers: number, work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: callers }, work));
}

import { percentile } from '../report.ts';
import type { Answer, Booker, Passenger } from './booker.ts';

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
  const everyone = await newPassengers(booker, (booker.maxPerSecond ?? maxBookingsPerSecond) * (milliseconds / 1_000));
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

interface Flash {
  crowd: number;
  callers: number;
  seats: number;
}

/** A crowd requests the seats of one trip by number. Throws unless every seat is booked and every other request refused with SEAT_TAKEN. */
export function flashCrowd(booker: Booker, tripId: string, flash: Flash): Promise<FlashFigures> {
  return crowdOf(booker, flash, (at, passenger) => ({
    seats: 1,
    answer: booker.book(tripId, 1 + (at % flash.seats), passenger),
  }));
}

/** As {@link flashCrowd}, but each requests one or two seats of any number. */
export function countedCrowd(booker: Booker, tripId: string, flash: Flash): Promise<FlashFigures> {
  return crowdOf(booker, flash, (at, passenger) => {
    const seats = 1 + (at % 2);
    const answer = booker.bookAny?.(tripId, seats, passenger);
    if (!answer) throw new Error(`${booker.name} books no seats of any number`);
    return { seats, answer };
  });
}

async function crowdOf(
  booker: Booker,
  { crowd, callers, seats: total }: Flash,
  request: (at: number, passenger: Passenger) => { seats: number; answer: Promise<Answer> },
): Promise<FlashFigures> {
  const latencies: number[] = [];
  const outcomes = new Map<string, number>();
  const everyone = await newPassengers(booker, crowd);
  let soldOutAfter = Number.NaN;
  let sold = 0;
  let next = 0;
  const begun = performance.now();
  await concurrently(callers, async () => {
    while (next < crowd) {
      const at = next++;
      const since = performance.now();
      const { seats, answer } = request(at, passengerAt(everyone, at));
      const { outcome } = await answer;
      latencies.push(performance.now() - since);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome === 'booked') sold += seats;
      if (sold === total && Number.isNaN(soldOutAfter)) soldOutAfter = performance.now() - begun;
    }
  });
  const seconds = (performance.now() - begun) / 1_000;
  const refused = outcomes.get('SEAT_TAKEN') ?? 0;
  if (sold !== total || refused + (outcomes.get('booked') ?? 0) !== crowd) {
    throw new Error(`${booker.name} sold ${sold} seats and answered ${JSON.stringify([...outcomes])}`);
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

import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';

const newId = idGenerator(systemClock);
const tripIds = Array.from({ length: 1_000 }, () => newId('t'));

/** Returns the event that trips publishes for a booking. */
export function bookingEvent(at: number): CloudEvent {
  const tripId = tripIds[at % tripIds.length] ?? '';
  const passengerId = newId('p');
  const data = {
    bookingId: newId('b'),
    tripId,
    driverId: newId('d'),
    passengerId,
    seatNumber: 1 + (at % 45),
    status: 'PENDING',
    fromCity: 'Riyadh',
    toCity: 'Jeddah',
    departureTime: '2030-05-01T08:00:00.000Z',
    actor: { id: passengerId, role: 'passenger' },
  };
  return {
    specversion: '1.0',
    id: newId('e'),
    source: 'trips',
    type: 'trips.booking-requested.v1',
    subject: tripId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data,
  };
}

/** Milliseconds of a clock that all processes of the machine share. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Calls `step` `count` times at a fixed rate, without waiting for earlier calls. Resolves when all have finished. */
export async function paced(count: number, perSecond: number, step: (at: number) => Promise<void>): Promise<void> {
  const start = sharedNow();
  const steps: Promise<void>[] = [];
  while (steps.length < count) {
    const due = Math.min(count, Math.floor(((sharedNow() - start) / 1_000) * perSecond) + 1);
    while (steps.length < due) steps.push(step(steps.length));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(steps);
}

import { randomUUID } from 'node:crypto';
import { systemClock } from '#platform/clock.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator } from '#platform/ids.ts';
import { createLog } from '#platform/log.ts';
import { bookSeats } from '../../subgraphs/trips/domain/bookings/book-seats/book-seats.ts';
import { BookingQueue } from '../../subgraphs/trips/domain/bookings/book-seats/booking-queue.ts';
import type { Users } from '../../subgraphs/trips/domain/users.ts';
import { database } from '../../subgraphs/trips/service.ts';
import type { Booker } from './booker.ts';

/** A passenger's own booking sends no request to users. */
const users: Users = {
  vehicle: () => Promise.reject(new Error('requested a vehicle')),
  passenger: () => Promise.reject(new Error('requested a passenger')),
};

/** Calls the use case as the resolver does. */
export async function ourBooker(url: string, poolMax: number): Promise<Booker> {
  const orm = await createOrm(database, { url, poolMax, logSql: false }, createLog({ name: 'bench', level: 'silent' }));
  const newId = idGenerator(systemClock);
  const queue = new BookingQueue(orm.em, () => {});
  return {
    name: 'ours',
    book: async (tripId, seat, { id, name, phone }) => {
      const actor = { id, role: 'passenger', sid: 's', name, phoneNumber: phone, expiresAt: 0 } as const;
      const context = { actor, address: null, now: new Date(), newId, users, queue };
      try {
        const [booking] = await bookSeats(orm.em, {
          tripId,
          seatNumbers: [seat],
          idempotencyKey: randomUUID(),
          ...context,
        });
        if (booking?.seatNumber !== seat || booking.passengerId !== id)
          throw new Error('the answer has another booking');
        return { outcome: 'booked' };
      } catch (error) {
        if (error instanceof Refusal) return { outcome: error.code };
        throw error;
      }
    },
    stop: () => orm.close(true),
  };
}

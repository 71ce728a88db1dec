import { randomUUID } from 'node:crypto';
import { systemClock } from '#platform/clock.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator } from '#platform/ids.ts';
import { createLog } from '#platform/log.ts';
import { type BookSeats, bookSeats } from '../../subgraphs/trips/domain/bookings/book-seats/book-seats.ts';
import { BookingQueue } from '../../subgraphs/trips/domain/bookings/book-seats/booking-queue.ts';
import type { Users } from '../../subgraphs/trips/domain/users.ts';
import { database } from '../../subgraphs/trips/service.ts';
import type { Answer, Booker, Passenger } from './booker.ts';

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
  /** Throws when the answer is not what the passenger requested. */
  const request = async (
    tripId: string,
    seats: Pick<BookSeats, 'seatNumbers' | 'seatCount'>,
    { id, name, phone }: Passenger,
  ): Promise<Answer> => {
    const actor = { id, role: 'passenger', sid: 's', name, phoneNumber: phone, expiresAt: 0 } as const;
    const context = { actor, address: null, now: new Date(), newId, users, queue };
    try {
      const bookings = await bookSeats(orm.em, { tripId, ...seats, idempotencyKey: randomUUID(), ...context });
      const isRight = seats.seatNumbers
        ? bookings.every(({ seatNumber }, at) => seatNumber === seats.seatNumbers?.[at])
        : bookings.length === seats.seatCount;
      if (!isRight || bookings.some(({ passengerId }) => passengerId !== id))
        throw new Error('the answer has other bookings');
      return { outcome: 'booked' };
    } catch (error) {
      if (error instanceof Refusal) return { outcome: error.code };
      throw error;
    }
  };
  return {
    name: 'ours',
    databaseUrl: url,
    book: (tripId, seat, passenger) => request(tripId, { seatNumbers: [seat] }, passenger),
    bookAny: (tripId, seatCount, passenger) => request(tripId, { seatCount }, passenger),
    stop: () => orm.close(true),
  };
}

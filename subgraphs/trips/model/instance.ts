import type { MikroORM } from '@mikro-orm/postgresql';
import type { Role, Viewer } from '#contract/viewer.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator } from '#platform/ids.ts';
import { bookSeats } from '../domain/bookings/book-seats/book-seats.ts';
import { BookingDesk } from '../domain/bookings/book-seats/booking-queue.ts';
import { cancelBooking } from '../domain/bookings/cancel-booking.ts';
import { confirmBooking } from '../domain/bookings/confirm-booking.ts';
import { cancelBookingsOfPassenger, cancelTripsOfDriver } from '../domain/cancel-for-account.ts';
import { expireBookings } from '../domain/scheduled/expire-bookings.ts';
import { remindOfTrips } from '../domain/scheduled/remind-of-trips.ts';
import { cancelTrip } from '../domain/trips/cancel-trip.ts';
import { completeTrip } from '../domain/trips/complete-trip.ts';
import { createTrip } from '../domain/trips/create-trip.ts';
import { startTrip } from '../domain/trips/start-trip.ts';
import { updateTrip } from '../domain/trips/update-trip.ts';
import type { Users } from '../domain/users.ts';
import { type Act, approvalMinutes, cities, type Outcome, people, vehicleSeats } from './actions.ts';

/** One instance of the subgraph: the domain with connections and a desk of its own. */
export class Instance {
  readonly #orm: MikroORM;
  readonly #desk: BookingDesk;

  constructor(orm: MikroORM) {
    this.#orm = orm;
    this.#desk = new BookingDesk(orm.em, () => {});
  }

  /** Does it for real. Throws what is no refusal: that is never right. */
  async run(act: Act, now: Date): Promise<Outcome> {
    try {
      return { ids: await this.#do(act, now) };
    } catch (error) {
      if (error instanceof Refusal) return { refused: error.code, details: { ...error.details } };
      throw error;
    }
  }

  async #do(act: Act, now: Date): Promise<string[]> {
    const em = this.#orm.em.fork();
    const origin = { now, newId: idGenerator({ now: () => now }) };
    switch (act.kind) {
      case 'expireBookings':
        await expireBookings(em, { ...origin, approvalMinutes });
        return [];
      case 'remindOfTrips':
        await remindOfTrips(em, origin);
        return [];
      case 'closeDriver':
        await cancelTripsOfDriver(em, act.driverId, origin);
        return [];
      case 'closePassenger':
        await cancelBookingsOfPassenger(em, act.passengerId, origin);
        return [];
    }
    const given = { ...origin, actor: viewer(act.actor), users };
    switch (act.kind) {
      case 'createTrip': {
        const { departure, stops, key, ...plain } = act;
        const departureTime = new Date(departure);
        const places = stops.map((location) => ({ location }));
        const input = { ...plain, ...cities, departureTime, stops: places, idempotencyKey: key };
        return [(await createTrip(em, { ...input, ...given })).id];
      }
      case 'updateTrip': {
        const { departure, stops, ...change } = act.change;
        await updateTrip(em, {
          tripId: act.tripId,
          ...change,
          ...(departure === undefined ? {} : { departureTime: new Date(departure) }),
          ...(stops === undefined ? {} : { stops: stops.map((location) => ({ location })) }),
          ...given,
        });
        return [];
      }
      case 'bookSeats': {
        const { tripId, seats: seatNumbers, passengerId, key: idempotencyKey } = act;
        const input = { tripId, seatNumbers, passengerId, idempotencyKey };
        const bookings = await bookSeats(em, { ...input, ...given, desk: this.#desk });
        return bookings.map(({ id }) => id);
      }
      case 'startTrip':
        await startTrip(em, { tripId: act.tripId, ...given });
        return [];
      case 'completeTrip':
        await completeTrip(em, { tripId: act.tripId, ...given });
        return [];
      case 'cancelTrip':
        await cancelTrip(em, { tripId: act.tripId, reason: 'a sandstorm', ...given });
        return [];
      case 'confirmBooking':
        await confirmBooking(em, { bookingId: act.bookingId, ...given });
        return [];
      case 'cancelBooking':
        await cancelBooking(em, { bookingId: act.bookingId, ...given });
        return [];
    }
  }
}

const roles: Record<string, Role> = { d: 'driver', p: 'passenger', a: 'admin' };

const viewer = (id: string): Viewer => ({
  id,
  role: roles[id[0] ?? ''] ?? 'service',
  sid: 's',
  name: `Name of ${id}`,
  phoneNumber: '+966500000001',
  expiresAt: 0,
});

/** What users would say. */
const users: Users = {
  vehicle: async (id) => {
    if (id === 'v_unknown') return null;
    const driverId = id.slice(-'d_1'.length);
    return { isActive: !id.includes('unusable'), seatCapacity: vehicleSeats, driverId, driverIsActive: true };
  },
  passenger: async (id) => {
    if (id === people.unknownPassenger) return null;
    return { isActive: id !== people.deactivatedPassenger, fullName: `Name of ${id}`, phoneNumber: '+966500000001' };
  },
};

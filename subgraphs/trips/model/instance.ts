import type { MikroORM } from '@mikro-orm/postgresql';
import type { Role, Viewer } from '#contract/viewer.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator } from '#platform/ids.ts';
import { bookSeats } from '../domain/bookings/book-seats/book-seats.ts';
import { BookingQueue } from '../domain/bookings/book-seats/booking-queue.ts';
import { cancelBooking } from '../domain/bookings/cancel-booking.ts';
import { cancelBookingsOfPassenger } from '../domain/bookings/cancel-bookings-of-passenger.ts';
import { confirmBooking } from '../domain/bookings/confirm-booking.ts';
import { expireBookings } from '../domain/scheduled/expire-bookings.ts';
import { remindOfTrips } from '../domain/scheduled/remind-of-trips.ts';
import { blockSeats } from '../domain/trips/blocked-seats/block-seats.ts';
import { unblockSeats } from '../domain/trips/blocked-seats/unblock-seats.ts';
import { cancelTrip } from '../domain/trips/cancel-trip.ts';
import { cancelTripsOfDriver } from '../domain/trips/cancel-trips-of-driver.ts';
import { completeTrip } from '../domain/trips/complete-trip.ts';
import { createTrip } from '../domain/trips/create-trip.ts';
import { startTrip } from '../domain/trips/start-trip.ts';
import { updateTrip } from '../domain/trips/update-trip.ts';
import type { Users } from '../domain/users.ts';
import { endEntriesOfPassenger } from '../domain/waitlist/end-entries-of-passenger.ts';
import { joinLimit, joinWaitlist } from '../domain/waitlist/join-waitlist.ts';
import { leaveWaitlist } from '../domain/waitlist/leave-waitlist.ts';
import { WaitlistSweep } from '../domain/waitlist/waitlist-sweep.ts';
import { type Action, approvalMinutes, cities, type Outcome, people, vehicleSeats } from './actions.ts';

/** One instance of the subgraph: the domain with its own connections and queue. */
export class Instance {
  readonly #orm: MikroORM;
  readonly #queue: BookingQueue;
  readonly #sweep: WaitlistSweep;
  readonly #joinLimit = joinLimit();

  constructor(orm: MikroORM) {
    this.#orm = orm;
    this.#queue = new BookingQueue(orm.em, () => {});
    this.#sweep = new WaitlistSweep(orm.em);
  }

  /** Runs an action against the database. Throws any error that is not a refusal. */
  async run(action: Action, now: Date): Promise<Outcome> {
    try {
      return { ids: await this.#do(action, now) };
    } catch (error) {
      if (error instanceof Refusal) return { refused: error.code, details: { ...error.details } };
      throw error;
    }
  }

  async #do(action: Action, now: Date): Promise<string[]> {
    const em = this.#orm.em.fork();
    const origin = { now, newId: idGenerator({ now: () => now }) };
    switch (action.kind) {
      case 'expireBookings':
        await expireBookings(em, { ...origin, approvalMinutes });
        return [];
      case 'remindOfTrips':
        await remindOfTrips(em, origin);
        return [];
      case 'sweepWaitlists':
        while (await this.#sweep.run(origin));
        return [];
      case 'closeDriver':
        await cancelTripsOfDriver(em, action.driverId, origin);
        return [];
      case 'closePassenger':
        await endEntriesOfPassenger(em, action.passengerId, origin);
        await cancelBookingsOfPassenger(em, action.passengerId, origin);
        return [];
    }
    const context = { ...origin, actor: viewer(action.actor), address: null, users };
    switch (action.kind) {
      case 'createTrip': {
        const { departure, stops, key, ...fields } = action;
        const departureTime = new Date(departure);
        const input = { ...fields, ...cities, departureTime, stops: stops.map(asStop), idempotencyKey: key };
        return [(await createTrip(em, { ...input, ...context })).id];
      }
      case 'updateTrip': {
        const { departure, stops, ...update } = action.update;
        await updateTrip(em, {
          tripId: action.tripId,
          ...update,
          ...(departure === undefined ? {} : { departureTime: new Date(departure) }),
          ...(stops === undefined ? {} : { stops: stops.map(asStop) }),
          ...context,
        });
        return [];
      }
      case 'bookSeats': {
        const { tripId, seats, passengerId, key: idempotencyKey } = action;
        const requested = typeof seats === 'number' ? { seatCount: seats } : { seatNumbers: seats };
        const input = { tripId, ...requested, passengerId, idempotencyKey };
        const bookings = await bookSeats(em, { ...input, ...context, queue: this.#queue });
        return bookings.map(({ id }) => id);
      }
      case 'joinWaitlist': {
        const { tripId, count: seatCount, key: idempotencyKey } = action;
        const input = { tripId, seatCount, idempotencyKey, limit: this.#joinLimit };
        return [(await joinWaitlist(em, { ...input, ...context })).id];
      }
      case 'leaveWaitlist':
        await leaveWaitlist(em, { tripId: action.tripId, ...context });
        return [];
      case 'blockSeats':
      case 'unblockSeats': {
        const { kind, tripId, seats: seatNumbers } = action;
        await (kind === 'blockSeats' ? blockSeats : unblockSeats)(em, { tripId, seatNumbers, ...context });
        return [];
      }
      case 'startTrip':
        await startTrip(em, { tripId: action.tripId, ...context });
        return [];
      case 'completeTrip':
        await completeTrip(em, { tripId: action.tripId, ...context });
        return [];
      case 'cancelTrip':
        await cancelTrip(em, { tripId: action.tripId, reason: 'a sandstorm', ...context });
        return [];
      case 'confirmBooking':
        await confirmBooking(em, { bookingId: action.bookingId, ...context });
        return [];
      case 'cancelBooking':
        await cancelBooking(em, { bookingId: action.bookingId, ...context });
        return [];
    }
  }
}

const asStop = (location: string) => ({ location });

const roles: Record<string, Role> = { d: 'driver', p: 'passenger', a: 'admin' };

const viewer = (id: string): Viewer => ({
  id,
  role: roles[id[0] ?? ''] ?? 'service',
  sid: 's',
  name: `Name of ${id}`,
  phoneNumber: '+966500000001',
  expiresAt: 0,
});

/** The users subgraph. */
const users: Users = {
  vehicle: async (id) => {
    if (id === 'v_unknown') return null;
    const driverId = id.slice(-'d_1'.length);
    return { isActive: !id.includes('inactive'), seatCapacity: vehicleSeats, driverId, driverIsActive: true };
  },
  passenger: async (id) => {
    if (id === people.unknownPassenger) return null;
    return { isActive: id !== people.deactivatedPassenger, fullName: `Name of ${id}`, phoneNumber: '+966500000001' };
  },
};

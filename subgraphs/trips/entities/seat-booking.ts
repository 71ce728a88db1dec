import { defineEntity, p } from '@mikro-orm/postgresql';
import { amount, filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { Trip, type TripFacts, type TripStatus } from './trip.ts';

export const bookingStatuses = ['PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** The status of a row that blocks a seat. Such a row is no booking: it is marked as deleted, so that no list and no query has it. */
export const blockedStatus = 'BLOCKED';

/** The SQL condition on the rows that take their seat: active bookings and blocked seats. That of {@link seatUnique}, which serves it. */
export const takesSeat = `(status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted) or status = '${blockedStatus}'`;

/** The unique index of taken seats: the database sells no seat twice, and none that is blocked. */
export const seatUnique = 'seat_bookings_active_seat_unique';

const SeatBookingSchema = defineEntity({
  name: 'SeatBooking',
  tableName: 'seat_bookings',
  properties: {
    ...standardColumns,
    trip: () => p.manyToOne(Trip).foreignKeyName('seat_bookings_trip_id_foreign'),
    seatNumber: p.integer(),
    passengerId: text(50),
    passengerName: text(256),
    passengerPhone: text(16),
    status: text(20).$type<BookingStatus>(),
    price: amount(),
    bookedAtUtc: instant(),
    confirmedAtUtc: instant().nullable(),
    cancelledAtUtc: instant().nullable(),
    cancellationReason: text(1000).nullable(),
  },
  // These serve the lists of bookings. Including `status` costs no extra index writes: a new status updates them all anyway,
  // because the unique index depends on it.
  indexes: [
    { name: 'seat_bookings_trip_index', properties: ['trip', 'id'] },
    { name: 'seat_bookings_passenger_index', properties: ['passengerId', 'id', 'status'] },
    { name: 'seat_bookings_status_index', properties: ['status', 'id'] },
    // Serves expiry: pending bookings, oldest first. Ids sort by time.
    {
      name: 'seat_bookings_pending_index',
      properties: ['id', 'bookedAtUtc'],
      where: `status = 'PENDING' and not is_deleted`,
    },
  ],
  uniques: [
    {
      name: seatUnique,
      properties: ['trip', 'seatNumber'],
      where: takesSeat,
    },
  ],
  checks: [
    { name: 'seat_bookings_seat_number_check', expression: 'seat_number >= 1' },
    { name: 'seat_bookings_price_check', expression: 'price > 0' },
    {
      name: 'seat_bookings_status_check',
      expression: `status in ('PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED', '${blockedStatus}')`,
    },
    { name: 'seat_bookings_blocked_check', expression: `status <> '${blockedStatus}' or is_deleted` },
  ],
  filters,
});

/** The fields of a booking that was read or has just been created. */
export type BookingFacts = {
  trip: { id: string };
  /** The trip as the booking has left it, where it is known without reading it. */
  bookedTrip?: TripFacts;
} & Pick<
  SeatBooking,
  | 'id'
  | 'seatNumber'
  | 'passengerId'
  | 'passengerName'
  | 'passengerPhone'
  | 'status'
  | 'price'
  | 'bookedAtUtc'
  | 'confirmedAtUtc'
  | 'cancelledAtUtc'
  | 'cancellationReason'
>;

interface BookingTransition {
  from: BookingStatus[];
  to: BookingStatus;
  while: TripStatus;
}

/** A booking of one seat of a trip. The passenger's name and phone number and the price are those at the time of booking. */
export class SeatBooking extends SeatBookingSchema.class {
  /** @throws Refusal INVALID_TRANSITION unless PENDING, on a scheduled trip. */
  confirm(now: Date): void {
    this.transition({ from: ['PENDING'], to: 'CONFIRMED', while: 'SCHEDULED' }, now);
    this.confirmedAtUtc = now;
  }

  /** @throws Refusal INVALID_TRANSITION unless PENDING or CONFIRMED, on a scheduled trip. */
  cancel(reason: string | null, now: Date): void {
    this.transition({ from: ['PENDING', 'CONFIRMED'], to: 'CANCELLED', while: 'SCHEDULED' }, now);
    this.cancelledAtUtc = now;
    this.cancellationReason = reason;
  }

  /** @throws Refusal INVALID_TRANSITION unless CONFIRMED, on a started trip. */
  complete(now: Date): void {
    this.transition({ from: ['CONFIRMED'], to: 'COMPLETED', while: 'STARTED' }, now);
  }

  private transition({ from, to, while: tripStatus }: BookingTransition, now: Date): void {
    const allowed = from.includes(this.status) && this.trip.status === tripStatus;
    if (!allowed) throw new Refusal('INVALID_TRANSITION', { from: this.status, to });
    this.status = to;
    this.updatedAt = now;
  }
}
SeatBookingSchema.setClass(SeatBooking);

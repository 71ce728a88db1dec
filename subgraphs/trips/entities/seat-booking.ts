import { defineEntity, p } from '@mikro-orm/postgresql';
import { amount, filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { Trip, type TripStatus } from './trip.ts';

export const bookingStatuses = ['PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** The statuses in which a booking holds its seat. */
export const activeStatuses = ['PENDING', 'CONFIRMED', 'COMPLETED'] as const satisfies BookingStatus[];

/** At most one active booking a seat: the rule that no seat is sold twice, kept by the database. */
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
  // The lists of bookings, newest first. That `status` is in them costs no more than its place in the unique rule does.
  indexes: [
    { name: 'seat_bookings_trip_index', properties: ['trip', 'id'] },
    { name: 'seat_bookings_passenger_index', properties: ['passengerId', 'id', 'status'] },
    { name: 'seat_bookings_status_index', properties: ['status', 'id'] },
    // What waits to be confirmed, longest first: ids sort by time.
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
      where: `status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted`,
    },
  ],
  checks: [
    { name: 'seat_bookings_seat_number_check', expression: 'seat_number >= 1' },
    { name: 'seat_bookings_price_check', expression: 'price > 0' },
    {
      name: 'seat_bookings_status_check',
      expression: `status in ('PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED')`,
    },
  ],
  filters,
});

/** What a booking says, whether it was read or has just been made. */
export type BookingFacts = { trip: { id: string } } & Pick<
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

/** One seat of one trip, booked by a passenger: as given when it was booked, whatever changes later. */
export class SeatBooking extends SeatBookingSchema.class {
  /** PENDING to CONFIRMED, while the trip is scheduled. Throws INVALID_TRANSITION. */
  confirm(now: Date): void {
    this.step({ from: ['PENDING'], to: 'CONFIRMED', while: 'SCHEDULED' }, now);
    this.confirmedAtUtc = now;
  }

  /** PENDING or CONFIRMED to CANCELLED, while the trip is scheduled. Throws INVALID_TRANSITION. */
  cancel(reason: string | null, now: Date): void {
    this.step({ from: ['PENDING', 'CONFIRMED'], to: 'CANCELLED', while: 'SCHEDULED' }, now);
    this.cancelledAtUtc = now;
    this.cancellationReason = reason;
  }

  /** CONFIRMED to COMPLETED, as the trip that is under way completes. Throws INVALID_TRANSITION. */
  complete(now: Date): void {
    this.step({ from: ['CONFIRMED'], to: 'COMPLETED', while: 'STARTED' }, now);
  }

  private step(step: { from: BookingStatus[]; to: BookingStatus; while: TripStatus }, now: Date): void {
    const allowed = step.from.includes(this.status) && this.trip.status === step.while;
    if (!allowed) throw new Refusal('INVALID_TRANSITION', { from: this.status, to: step.to });
    this.status = step.to;
    this.updatedAt = now;
  }
}
SeatBookingSchema.setClass(SeatBooking);

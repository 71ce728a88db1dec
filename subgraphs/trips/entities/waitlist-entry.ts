import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { Trip } from './trip.ts';

export type WaitlistStatus = 'WAITING' | 'BOOKED' | 'LEFT' | 'ENDED';

/** The most seats for which one entry waits: as many as a passenger may have on a trip. */
export const maxWaitingSeats = 10;

const waiting = `status = 'WAITING' and not is_deleted`;

const WaitlistEntrySchema = defineEntity({
  name: 'WaitlistEntry',
  tableName: 'waitlist_entries',
  properties: {
    ...standardColumns,
    trip: () => p.manyToOne(Trip).foreignKeyName('waitlist_entries_trip_id_foreign'),
    passengerId: text(50),
    passengerName: text(256),
    passengerPhone: text(16),
    seatCount: p.integer(),
    /** Its place among the entries of the trip, given under the trip's lock. */
    turn: p.integer(),
    status: text(20).$type<WaitlistStatus>(),
    /** The ids of the bookings that it became. */
    bookingIds: p.json().$type<string[]>(),
    closedAtUtc: instant().nullable(),
  },
  indexes: [
    { name: 'waitlist_entries_passenger_index', properties: ['passengerId', 'id'] },
    { name: 'waitlist_entries_waiting_index', properties: ['trip', 'turn'], where: waiting },
  ],
  uniques: [
    { name: 'waitlist_entries_turn_unique', properties: ['trip', 'turn'] },
    { name: 'waitlist_entries_waiting_unique', properties: ['passengerId', 'trip'], where: waiting },
  ],
  checks: [
    {
      name: 'waitlist_entries_seat_count_check',
      expression: `seat_count >= 1 and seat_count <= ${maxWaitingSeats}`,
    },
    { name: 'waitlist_entries_status_check', expression: `status in ('WAITING', 'BOOKED', 'LEFT', 'ENDED')` },
  ],
  filters,
});

/** A passenger's place in the waiting list of a trip. The name and the phone number are those of the time of joining. */
export class WaitlistEntry extends WaitlistEntrySchema.class {
  /** Becomes bookings. */
  book(bookingIds: string[], now: Date): void {
    this.close('BOOKED', now);
    this.bookingIds = bookingIds;
  }

  /** @throws Refusal INVALID_TRANSITION unless WAITING. */
  leave(now: Date): void {
    this.close('LEFT', now);
  }

  /** Ends with its trip or its passenger's account. */
  end(now: Date): void {
    this.close('ENDED', now);
  }

  /** Waits for another number of seats. For more of them, it waits at the end of the list. */
  resize(seatCount: number, lastTurn: number, now: Date): void {
    if (seatCount > this.seatCount) this.turn = lastTurn;
    this.seatCount = seatCount;
    this.updatedAt = now;
  }

  private close(to: WaitlistStatus, now: Date): void {
    if (this.status !== 'WAITING') throw new Refusal('INVALID_TRANSITION', { from: this.status, to });
    this.status = to;
    this.closedAtUtc = now;
    this.updatedAt = now;
  }
}
WaitlistEntrySchema.setClass(WaitlistEntry);

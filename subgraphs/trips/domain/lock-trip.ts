import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Trip } from '../entities/trip.ts';

/** The trip as it is now, locked until the transaction ends: every step of a trip and of its bookings takes this lock first. */
export function lockTrip(tx: EntityManager, id: string): Promise<Trip | null> {
  return tx.findOne(Trip, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

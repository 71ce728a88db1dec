import type { EntityManager } from '@mikro-orm/postgresql';
import type { Trip } from '../../entities/trip.ts';
import { WaitlistEntry } from '../../entities/waitlist-entry.ts';

/** Ends the waiting list of a locked trip that nobody can book any more. Returns the number of entries. */
export async function endWaitlist(tx: EntityManager, trip: Trip, now: Date): Promise<number> {
  const entries = await tx.find(WaitlistEntry, { trip: trip.id, status: 'WAITING' });
  for (const entry of entries) entry.end(now);
  return entries.length;
}

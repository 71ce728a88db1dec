import type { EntityManager } from '@mikro-orm/postgresql';
import { WaitlistEntry } from '../../entities/waitlist-entry.ts';

/** Days for which an entry stays in its passenger's list after it was booked, has left or has ended. */
const closedDays = 7;

/** The most entries of each kind in the list. */
const maxListed = 50;

/** Lists a passenger's entries: first those that wait, then those that were closed in the last seven days; each newest first. */
export async function listOwnWaitlist(em: EntityManager, passengerId: string, now: Date): Promise<WaitlistEntry[]> {
  const newest = { orderBy: { id: 'desc' }, limit: maxListed } as const;
  const closedAfter = new Date(now.getTime() - closedDays * 86_400_000);
  const waiting = await em.find(WaitlistEntry, { passengerId, status: 'WAITING' }, newest);
  const closed = await em.find(WaitlistEntry, { passengerId, closedAtUtc: { $gt: closedAfter } }, newest);
  return [...waiting, ...closed];
}

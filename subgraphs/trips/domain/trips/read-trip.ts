import type { EntityManager } from '@mikro-orm/postgresql';
import { notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { Trip } from '../../entities/trip.ts';

/**
 * Reads a trip. Returns null when there is none.
 *
 * @throws Refusal BAD_USER_INPUT when the id is not a trip's.
 */
export async function readTrip(em: EntityManager, id: string): Promise<Trip | null> {
  return em.findOne(Trip, { id: requireId(id, 'id', 't') });
}

/** @throws Refusal NOT_FOUND */
export async function requireTrip(em: EntityManager, tripId: string): Promise<Trip> {
  const trip = await em.findOne(Trip, { id: tripId });
  if (!trip) throw notFound('tripId');
  return trip;
}

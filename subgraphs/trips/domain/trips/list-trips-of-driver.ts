import { type EntityManager, sql } from '@mikro-orm/postgresql';
import { keysetPageOfFacts, type PageInput } from '#platform/graphql/connection.ts';
import { Trip, type TripStatus, tripFacts } from '../../entities/trip.ts';
import { newestTrips, type TripPage } from './trip-orders.ts';

export interface DriverTripPage extends PageInput {
  /** All statuses if omitted. */
  status?: readonly TripStatus[] | null | undefined;
}

/**
 * Lists a driver's trips, newest first.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export async function listTripsOfDriver(
  em: EntityManager,
  driverId: string,
  { status, ...page }: DriverTripPage,
): Promise<TripPage> {
  const where = [sql`driver_id = ${driverId}`, ...(status ? [sql`status = any(${`{${status}}`})`] : [])];
  return keysetPageOfFacts(em, { entity: Trip, facts: tripFacts, where }, newestTrips, page);
}

import type { EntityManager, FilterObject } from '@mikro-orm/postgresql';
import { badUserInput } from '#platform/errors/refusal.ts';
import { type Connection, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { requireId } from '#platform/ids.ts';
import { Trip, type TripStatus } from '../entities/trip.ts';
import { newestTrips, type TripOrder, tripOrders } from './orders.ts';

export interface TripSearch {
  fromCity?: string | null | undefined;
  toCity?: string | null | undefined;
  departureAfter?: Date | null | undefined;
  departureBefore?: Date | null | undefined;
  minAvailableSeats?: number | null | undefined;
  maxPrice?: string | null | undefined;
  status?: readonly TripStatus[] | null | undefined;
  driverId?: string | null | undefined;
}

/** A page of the trips that fit. With neither a status nor an earliest departure: those that can still be caught. */
export async function searchTrips(
  em: EntityManager,
  search: TripSearch,
  order: TripOrder,
  page: PageInput,
  now: Date,
): Promise<Connection<Trip>> {
  const query = em.createQueryBuilder(Trip, 't').where({ isDeleted: false, ...conditions(search, now) });
  return keysetPage(query, tripOrders[order], page);
}

/** A page of a driver's trips, newest first, of all statuses or some. */
export async function tripsOfDriver(
  em: EntityManager,
  driverId: string,
  status: readonly TripStatus[] | null | undefined,
  page: PageInput,
): Promise<Connection<Trip>> {
  const ofStatus = status ? { status: { $in: [...status] } } : {};
  const query = em.createQueryBuilder(Trip, 't').where({ isDeleted: false, driverId, ...ofStatus });
  return keysetPage(query, newestTrips, page);
}

function conditions(search: TripSearch, now: Date): FilterObject<Trip> {
  const { fromCity, toCity, departureAfter, departureBefore, minAvailableSeats, maxPrice, driverId } = search;
  if (minAvailableSeats != null && minAvailableSeats < 0) throw badUserInput('minAvailableSeats');
  if (driverId != null) requireId(driverId, 'driverId', 'd');
  const earliest = departureAfter ?? (search.status ? null : now);
  return {
    status: { $in: [...(search.status ?? (['SCHEDULED'] as const))] },
    ...(fromCity != null ? { fromCity } : {}),
    ...(toCity != null ? { toCity } : {}),
    ...(earliest || departureBefore
      ? {
          departureTimeUtc: {
            ...(earliest ? { $gt: earliest } : {}),
            ...(departureBefore ? { $lt: departureBefore } : {}),
          },
        }
      : {}),
    ...(minAvailableSeats != null ? { availableSeats: { $gte: minAvailableSeats } } : {}),
    ...(maxPrice != null ? { price: { $lte: maxPrice } } : {}),
    ...(driverId != null ? { driverId } : {}),
  };
}

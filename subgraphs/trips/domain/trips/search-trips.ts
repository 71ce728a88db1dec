import { type EntityManager, sql } from '@mikro-orm/postgresql';
import type { RowList, Sql } from '#platform/database/keyset-query.ts';
import { badUserInput } from '#platform/errors/refusal.ts';
import { type Connection, keysetPageOfFacts, type PageInput } from '#platform/graphql/connection.ts';
import { requireId } from '#platform/ids.ts';
import { optionalText } from '#platform/text.ts';
import { cityKey } from '../../entities/city-key.ts';
import { Trip, type TripFacts, type TripStatus, tripFacts } from '../../entities/trip.ts';
import { newestTrips, type TripOrder, tripOrders } from './trip-orders.ts';

export interface TripSearch {
  /** In any spelling; as if left out where it is blank. */
  fromCity?: string | null | undefined;
  toCity?: string | null | undefined;
  departureAfter?: Date | null | undefined;
  departureBefore?: Date | null | undefined;
  minAvailableSeats?: number | null | undefined;
  maxPrice?: string | null | undefined;
  status?: readonly TripStatus[] | null | undefined;
  driverId?: string | null | undefined;
}

/**
 * A page of the trips that fit. With neither a status nor an earliest departure: those that can still be caught. Throws
 * BAD_USER_INPUT.
 */
export async function searchTrips(
  em: EntityManager,
  search: TripSearch,
  order: TripOrder,
  page: PageInput,
  now: Date,
): Promise<Connection<TripFacts>> {
  const asked = checkSearch(search, now);
  const list = { entity: Trip, facts: tripFacts, ...matching(asked), onePlan: hasItsIndex(asked, order) };
  return keysetPageOfFacts(em, list, tripOrders[order], page);
}

/** A page of a driver's trips, newest first, of all statuses or some. */
export async function tripsOfDriver(
  em: EntityManager,
  driverId: string,
  status: readonly TripStatus[] | null | undefined,
  page: PageInput,
): Promise<Connection<TripFacts>> {
  const where = [sql`driver_id = ${driverId}`, ...(status ? [sql`status = any(${`{${status}}`})`] : [])];
  return keysetPageOfFacts(em, { entity: Trip, facts: tripFacts, where }, newestTrips, page);
}

type Asked = ReturnType<typeof checkSearch>;

function checkSearch(search: TripSearch, now: Date) {
  const { departureAfter, departureBefore, minAvailableSeats, maxPrice, status, driverId } = search;
  if (minAvailableSeats != null && minAvailableSeats < 0) throw badUserInput('minAvailableSeats');
  return {
    from: cityIn(search.fromCity, 'fromCity'),
    to: cityIn(search.toCity, 'toCity'),
    earliest: departureAfter ?? (status ? null : now),
    latest: departureBefore ?? null,
    dated: departureAfter != null || departureBefore != null,
    seats: minAvailableSeats ?? null,
    price: maxPrice ?? null,
    statuses: [...new Set(status ?? (['SCHEDULED'] as const))],
    driver: driverId == null ? null : requireId(driverId, 'driverId', 'd'),
  };
}

function cityIn(name: string | null | undefined, field: string): string | null {
  const city = optionalText(name, field, 200);
  return city === null ? null : cityKey(city);
}

function matching({
  from,
  to,
  earliest,
  latest,
  seats,
  price,
  statuses,
  driver,
}: Asked): Omit<RowList<Trip>, 'entity'> {
  const asked: (Sql | null)[] = [
    from === null ? null : sql`from_city_key = ${from}`,
    to === null ? null : sql`to_city_key = ${to}`,
    earliest && sql`departure_time_utc > ${earliest}`,
    latest && sql`departure_time_utc < ${latest}`,
    // The second half follows from the first, and the indexes know it: trips too small are passed over unseen.
    seats === null ? null : sql`available_seats >= ${seats} and total_seats >= ${seats}`,
    price === null ? null : sql`price <= ${price}`,
    driver === null ? null : sql`driver_id = ${driver}`,
  ];
  const where = asked.filter((each) => each !== null);
  // The orders' indexes begin with the status. A driver's trips are few, and sorted.
  if (driver !== null) return { where: [...where, sql`status = any(${`{${statuses}}`})`] };
  return { where, oneOf: statuses.map((status) => sql`status = ${status}`) };
}

/** For which cities there is an index that has a page's trips, and few others, one after another. */
const indexed: Record<TripOrder, readonly string[]> = {
  DEPARTURE_ASC: ['anywhere', 'from', 'route'],
  PRICE_ASC: ['anywhere', 'route'],
  CREATED_DESC: ['anywhere'],
};

/** Whether such an index serves the search, so that PostgreSQL need not weigh its values. Seventy statements at most are so. */
function hasItsIndex({ from, to, dated, price, statuses, driver }: Asked, order: TripOrder): boolean {
  const cities = from === null ? (to === null ? 'anywhere' : 'to') : to === null ? 'from' : 'route';
  const plain = price === null && driver === null && statuses.length === 1;
  return plain && (!dated || order === 'DEPARTURE_ASC') && indexed[order].includes(cities);
}

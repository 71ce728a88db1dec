import { type EntityManager, sql } from '@mikro-orm/postgresql';
import type { RowList, Sql } from '#platform/database/keyset-query.ts';
import { badUserInput } from '#platform/errors/refusal.ts';
import { keysetPageOfFacts, type PageInput } from '#platform/graphql/connection.ts';
import { requireId } from '#platform/ids.ts';
import { optionalText } from '#platform/text.ts';
import { cityKey } from '../../entities/city-key.ts';
import { Trip, type TripStatus, tripFacts } from '../../entities/trip.ts';
import { type TripOrder, type TripPage, tripOrders } from './trip-orders.ts';

export interface TripFilter {
  /** In any spelling. A blank city is ignored. */
  fromCity?: string | null | undefined;
  toCity?: string | null | undefined;
  /** The city of a stop between them. */
  viaCity?: string | null | undefined;
  departureAfter?: Date | null | undefined;
  departureBefore?: Date | null | undefined;
  minAvailableSeats?: number | null | undefined;
  maxPrice?: string | null | undefined;
  status?: readonly TripStatus[] | null | undefined;
  driverId?: string | null | undefined;
}

/**
 * Searches trips, by departure if the order is omitted. Without a status and an earliest departure, it finds scheduled trips that
 * have not departed.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export async function searchTrips(
  em: EntityManager,
  filter: TripFilter | null | undefined,
  orderBy: TripOrder | null | undefined,
  page: PageInput,
  now: Date,
): Promise<TripPage> {
  const order = orderBy ?? 'DEPARTURE_ASC';
  const search = checkFilter(filter ?? {}, now);
  const list = { entity: Trip, facts: tripFacts, ...conditionsOf(search), onePlan: hasIndex(search, order) };
  return keysetPageOfFacts(em, list, tripOrders[order], page);
}

type Search = ReturnType<typeof checkFilter>;

function checkFilter(filter: TripFilter, now: Date) {
  const { departureAfter, departureBefore, minAvailableSeats, maxPrice, status, driverId } = filter;
  if (minAvailableSeats != null && minAvailableSeats < 0) throw badUserInput('minAvailableSeats');
  return {
    from: cityKeyOf(filter.fromCity, 'fromCity'),
    to: cityKeyOf(filter.toCity, 'toCity'),
    via: optionalText(filter.viaCity, 'viaCity', 200),
    earliest: departureAfter ?? (status ? null : now),
    latest: departureBefore ?? null,
    dated: departureAfter != null || departureBefore != null,
    seats: minAvailableSeats ?? null,
    price: maxPrice ?? null,
    statuses: [...new Set(status ?? (['SCHEDULED'] as const))],
    driver: driverId == null ? null : requireId(driverId, 'driverId', 'd'),
  };
}

function cityKeyOf(name: string | null | undefined, field: string): string | null {
  const city = optionalText(name, field, 200);
  return city === null ? null : cityKey(city);
}

function conditionsOf({
  from,
  to,
  via,
  earliest,
  latest,
  seats,
  price,
  statuses,
  driver,
}: Search): Omit<RowList<Trip>, 'entity'> {
  const conditions: (Sql | null)[] = [
    from === null ? null : sql`from_city_key = ${from}`,
    to === null ? null : sql`to_city_key = ${to}`,
    earliest && sql`departure_time_utc > ${earliest}`,
    latest && sql`departure_time_utc < ${latest}`,
    // The second condition follows from the first, but the indexes cover it: they skip trips that are too small.
    seats === null ? null : sql`available_seats >= ${seats} and total_seats >= ${seats}`,
    price === null ? null : sql`price <= ${price}`,
    driver === null ? null : sql`driver_id = ${driver}`,
    // The database computes the keys of stops: an index has them.
    via === null
      ? null
      : sql`id in (select trip_id from trip_stops where city_key(location) = city_key(${via}) and not is_deleted)`,
  ];
  const where = conditions.filter((condition) => condition !== null);
  // The indexes of the orders begin with the status. A driver has few trips, which are sorted instead.
  if (driver !== null) return { where: [...where, sql`status = any(${`{${statuses}}`})`] };
  return { where, oneOf: statuses.map((status) => sql`status = ${status}`) };
}

/** The city filters for which an index has the trips of a page next to each other. */
const indexed: Record<TripOrder, readonly string[]> = {
  DEPARTURE_ASC: ['anywhere', 'from', 'route'],
  PRICE_ASC: ['anywhere', 'route'],
  CREATED_DESC: ['anywhere'],
};

/**
 * Whether one index serves the search whatever its values, so that PostgreSQL can reuse one plan. At most seventy statements do.
 */
function hasIndex({ from, to, via, dated, price, statuses, driver }: Search, order: TripOrder): boolean {
  const cities = from === null ? (to === null ? 'anywhere' : 'to') : to === null ? 'from' : 'route';
  const plain = via === null && price === null && driver === null && statuses.length === 1;
  return plain && (!dated || order === 'DEPARTURE_ASC') && indexed[order].includes(cities);
}

import type { Connection, KeysetOrder } from '#platform/graphql/connection.ts';
import type { TripFacts } from '../../entities/trip.ts';

export type TripOrder = 'DEPARTURE_ASC' | 'PRICE_ASC' | 'CREATED_DESC';

export type TripPage = Connection<TripFacts>;

const id = { property: 'id', kind: 'id' } as const;

/** The orders of a search, each served by an index. */
export const tripOrders: Record<TripOrder, KeysetOrder<TripFacts>> = {
  DEPARTURE_ASC: {
    name: 'trips.departure',
    direction: 'asc',
    by: [{ property: 'departureTimeUtc', kind: 'instant' }, id],
  },
  PRICE_ASC: { name: 'trips.price', direction: 'asc', by: [{ property: 'price', kind: 'amount' }, id] },
  CREATED_DESC: { name: 'trips.created', direction: 'desc', by: [{ property: 'createdAt', kind: 'instant' }, id] },
};

/** The order of a driver's trips. Ids sort by time. */
export const newestTrips: KeysetOrder<TripFacts> = { name: 'trips.newest', direction: 'desc', by: [id] };

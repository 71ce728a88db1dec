import { type EntityManager, type QueryBuilder, raw } from '@mikro-orm/postgresql';
import { type Connection, type KeysetOrder, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { optionalText } from '#platform/text.ts';
import { Driver } from '../entities/driver.ts';
import { Passenger } from '../entities/passenger.ts';

export type DriverPage = Connection<Driver>;
export type PassengerPage = Connection<Passenger>;

export interface AccountSearch {
  /** How a full name or a phone number begins. */
  search?: string | null | undefined;
  isActive?: boolean | null | undefined;
}

/** Accounts come newest first: their ids sort by time. */
const newest = <Row extends { id: string }>(name: string): KeysetOrder<Row> => ({
  name,
  direction: 'desc',
  by: [{ property: 'id', kind: 'id' }],
});
const newestDrivers = newest<Driver>('drivers.newest');
const newestPassengers = newest<Passenger>('passengers.newest');

/** A page of the drivers that fit. Throws BAD_USER_INPUT. */
export async function listDrivers(em: EntityManager, filter: AccountSearch, page: PageInput): Promise<DriverPage> {
  const query = em.createQueryBuilder(Driver, 'a').where({ isDeleted: false, ...ofState(filter) });
  return keysetPage(matching(query, filter), newestDrivers, page);
}

/** A page of the passengers that fit. Throws BAD_USER_INPUT. */
export async function listPassengers(
  em: EntityManager,
  filter: AccountSearch,
  page: PageInput,
): Promise<PassengerPage> {
  const query = em.createQueryBuilder(Passenger, 'a').where({ isDeleted: false, ...ofState(filter) });
  return keysetPage(matching(query, filter), newestPassengers, page);
}

const ofState = ({ isActive }: AccountSearch) => (isActive == null ? {} : { isActive });

function matching<Row extends object>(query: QueryBuilder<Row>, { search }: AccountSearch): QueryBuilder<Row> {
  const start = optionalText(search, 'search', 256);
  if (start === null) return query;
  const pattern = `${start.replace(/[\\%_]/g, '\\$&')}%`;
  return query.andWhere(raw(`(lower("a"."full_name") like lower(?) or "a"."phone_number" like ?)`, [pattern, pattern]));
}

import { type EntityManager, sql } from '@mikro-orm/postgresql';
import type { Sql } from '#platform/database/keyset-query.ts';
import { type Connection, type KeysetOrder, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { optionalText } from '#platform/text.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';

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
  return keysetPage(em, { entity: Driver, where: matching(filter) }, newestDrivers, page);
}

/** A page of the passengers that fit. Throws BAD_USER_INPUT. */
export async function listPassengers(
  em: EntityManager,
  filter: AccountSearch,
  page: PageInput,
): Promise<PassengerPage> {
  return keysetPage(em, { entity: Passenger, where: matching(filter) }, newestPassengers, page);
}

function matching({ search, isActive }: AccountSearch): Sql[] {
  const ofState = isActive == null ? [] : [sql`is_active = ${isActive}`];
  const start = optionalText(search, 'search', 256);
  if (start === null) return ofState;
  const pattern = `${start.replace(/[\\%_]/g, '\\$&')}%`;
  return [...ofState, sql`(lower(full_name) like lower(${pattern}) or phone_number like ${pattern})`];
}

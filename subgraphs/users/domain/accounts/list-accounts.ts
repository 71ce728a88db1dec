import { type EntityManager, sql } from '@mikro-orm/postgresql';
import type { Sql } from '#platform/database/keyset-query.ts';
import { type Connection, type KeysetOrder, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { optionalText } from '#platform/text.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';

export type DriverPage = Connection<Driver>;
export type PassengerPage = Connection<Passenger>;

export interface AccountFilter {
  /** The start of a full name, in any case, or of a phone number. */
  search?: string | null | undefined;
  isActive?: boolean | null | undefined;
}

/** Newest first: ids sort by time. */
const newest = <Row extends { id: string }>(name: string): KeysetOrder<Row> => ({
  name,
  direction: 'desc',
  by: [{ property: 'id', kind: 'id' }],
});
const newestDrivers = newest<Driver>('drivers.newest');
const newestPassengers = newest<Passenger>('passengers.newest');

/** @throws Refusal BAD_USER_INPUT */
export async function listDrivers(
  em: EntityManager,
  filter: AccountFilter | null | undefined,
  page: PageInput,
): Promise<DriverPage> {
  return keysetPage(em, { entity: Driver, where: conditionsOf(filter ?? {}) }, newestDrivers, page);
}

/** @throws Refusal BAD_USER_INPUT */
export async function listPassengers(
  em: EntityManager,
  filter: AccountFilter | null | undefined,
  page: PageInput,
): Promise<PassengerPage> {
  return keysetPage(em, { entity: Passenger, where: conditionsOf(filter ?? {}) }, newestPassengers, page);
}

function conditionsOf({ search, isActive }: AccountFilter): Sql[] {
  const activity = isActive == null ? [] : [sql`is_active = ${isActive}`];
  const prefix = optionalText(search, 'search', 256);
  if (prefix === null) return activity;
  const pattern = `${prefix.replace(/[\\%_]/g, '\\$&')}%`;
  return [...activity, sql`(lower(full_name) like lower(${pattern}) or phone_number like ${pattern})`];
}

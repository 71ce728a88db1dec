import { type EntityManager, sql } from '@mikro-orm/postgresql';
import { type AccountType, accountTypes } from '#contract/account-type.ts';
import type { Sql } from '#platform/database/keyset-query.ts';
import {
  type Connection,
  emptyConnection,
  type KeysetOrder,
  keysetPage,
  keysetPageOfFacts,
  type PageInput,
} from '#platform/graphql/connection.ts';
import { Admin } from '../../entities/admin.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';
import { matchSearch } from './search/match-search.ts';

/** An account of any type in a list. */
export interface AccountKey {
  id: string;
  createdAt: Date;
}

export type AccountPage = Connection<AccountKey>;
export type AccountInPage = AccountPage['edges'][number];
export type DriverPage = Connection<Driver>;
export type PassengerPage = Connection<Passenger>;
export type AdminPage = Connection<Admin>;

export interface AccountFilter {
  /** Words of a name, a phone number or an email, as `matchSearch` finds them. */
  search?: string | null | undefined;
  type?: readonly AccountType[] | null | undefined;
  isActive?: boolean | null | undefined;
}

export type AccountOrder = 'CREATED_DESC' | 'CREATED_ASC';

export interface AccountList extends PageInput {
  filter?: AccountFilter | null | undefined;
  /** CREATED_DESC if omitted. */
  orderBy?: AccountOrder | null | undefined;
}

const entities = { DRIVER: Driver, PASSENGER: Passenger, ADMIN: Admin };

const created: KeysetOrder<AccountKey>['by'] = [
  { property: 'createdAt', kind: 'instant' },
  { property: 'id', kind: 'id' },
];
const accountOrders: Record<AccountOrder, KeysetOrder<AccountKey>> = {
  CREATED_DESC: { name: 'accounts.newest', direction: 'desc', by: created },
  CREATED_ASC: { name: 'accounts.oldest', direction: 'asc', by: created },
};

/**
 * Lists accounts of all types. Their ids, which begin with the type, are in no common order, unlike those of one type.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export async function listAccounts(em: EntityManager, { filter, orderBy, ...page }: AccountList): Promise<AccountPage> {
  const where = conditionsOf(filter);
  const [entity, ...otherEntities] = [...typesOf(filter)].map((type) => entities[type]);
  if (!entity) return emptyConnection(page);
  const list = { entity, otherEntities, facts: ['id', 'createdAt'] as const, where };
  return keysetPageOfFacts<AccountKey, 'id' | 'createdAt'>(em, list, accountOrders[orderBy ?? 'CREATED_DESC'], page);
}

/** @throws Refusal BAD_USER_INPUT */
export const listDrivers = listOf<Driver>('DRIVER', 'drivers');

/** @throws Refusal BAD_USER_INPUT */
export const listPassengers = listOf<Passenger>('PASSENGER', 'passengers');

/** @throws Refusal BAD_USER_INPUT */
export const listAdmins = listOf<Admin>('ADMIN', 'admins');

/** The list of one type's accounts, by id: ids of one type sort by time. */
function listOf<Row extends Driver | Passenger | Admin>(type: AccountType, name: string) {
  const entity = entities[type] as unknown as new () => Row;
  const by: KeysetOrder<Row>['by'] = [{ property: 'id', kind: 'id' }];
  const orders: Record<AccountOrder, KeysetOrder<Row>> = {
    CREATED_DESC: { name: `${name}.newest`, direction: 'desc', by },
    CREATED_ASC: { name: `${name}.oldest`, direction: 'asc', by },
  };
  return async (em: EntityManager, { filter, orderBy, ...page }: AccountList): Promise<Connection<Row>> => {
    const where = conditionsOf(filter);
    if (!typesOf(filter).has(type)) return emptyConnection(page);
    return keysetPage(em, { entity, where }, orders[orderBy ?? 'CREATED_DESC'], page);
  };
}

const typesOf = (filter: AccountFilter | null | undefined): Set<AccountType> => new Set(filter?.type ?? accountTypes);

function conditionsOf(filter: AccountFilter | null | undefined): Sql[] {
  const activity = filter?.isActive == null ? [] : [sql`is_active = ${filter.isActive}`];
  return [...activity, ...matchSearch(filter?.search)];
}

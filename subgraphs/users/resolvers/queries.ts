import { requireId } from '#platform/ids.ts';
import { findAccount } from '../domain/accounts/find-account.ts';
import { listDrivers, listPassengers } from '../domain/accounts/list-accounts.ts';
import { readMe } from '../domain/accounts/read-me.ts';
import { adminByPassword } from '../domain/admins/find-admin-by-password.ts';
import { accountPrefixes } from '../entities/account.ts';
import { Driver } from '../entities/driver.ts';
import { Passenger } from '../entities/passenger.ts';
import { Vehicle } from '../entities/vehicle.ts';
import { VehicleType } from '../entities/vehicle-type.ts';
import type { QueryResolvers } from '../generated/types.ts';

export const queries: QueryResolvers = {
  me: (_root, _arguments, context) => readMe(context.em, context.actionContext().actor),

  account: (_root, { id }, { em }) => findAccount(em, requireId(id, 'id', ...accountPrefixes)),

  driver: (_root, { id }, { em }) => em.findOne(Driver, { id: requireId(id, 'id', 'd') }),

  passenger: (_root, { id }, { em }) => em.findOne(Passenger, { id: requireId(id, 'id', 'p') }),

  vehicle: (_root, { id }, { em }) => em.findOne(Vehicle, { id: requireId(id, 'id', 'v') }),

  vehicleTypes: (_root, _arguments, { em }) => em.findAll(VehicleType, { orderBy: { seatCapacity: 'asc', id: 'asc' } }),

  drivers: (_root, { filter, ...page }, { em }) => listDrivers(em, filter ?? {}, page),

  passengers: (_root, { filter, ...page }, { em }) => listPassengers(em, filter ?? {}, page),

  adminByPassword: (_root, credentials, { em }) => adminByPassword(em, credentials),
};

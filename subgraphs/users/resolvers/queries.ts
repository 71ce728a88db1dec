import { listAccounts, listAdmins, listDrivers, listPassengers } from '../domain/accounts/list-accounts.ts';
import { readAccount, readDriver, readPassenger } from '../domain/accounts/read-account.ts';
import { readMe } from '../domain/accounts/read-me.ts';
import { findAdminByPassword } from '../domain/admins/find-admin-by-password.ts';
import { listAuditEntries } from '../domain/audit/list-audit-entries.ts';
import { listVehicleTypes } from '../domain/vehicles/list-vehicle-types.ts';
import { readVehicle } from '../domain/vehicles/read-vehicle.ts';
import type { QueryResolvers } from '../generated/types.ts';

export const queries = {
  me: (_root, _arguments, context) => readMe(context.em, context.actionContext().actor),

  account: (_root, { id }, { em }) => readAccount(em, id),

  driver: (_root, { id }, { em }) => readDriver(em, id),

  passenger: (_root, { id }, { em }) => readPassenger(em, id),

  vehicle: (_root, { id }, { em }) => readVehicle(em, id),

  vehicleTypes: (_root, _arguments, { em }) => listVehicleTypes(em),

  accounts: (_root, list, { em }) => listAccounts(em, list),

  drivers: (_root, list, { em }) => listDrivers(em, list),

  passengers: (_root, list, { em }) => listPassengers(em, list),

  admins: (_root, list, { em }) => listAdmins(em, list),

  auditLog: (_root, { filter, ...page }, { em }) => listAuditEntries(em, filter, page),

  adminByPassword: (_root, credentials, { em, services: { passwords } }) =>
    findAdminByPassword(em, { ...credentials, passwords }),
} satisfies Partial<QueryResolvers>;

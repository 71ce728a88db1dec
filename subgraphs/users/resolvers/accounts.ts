import { readGender, readPrivateField, readPublicField } from '../domain/accounts/read-account-field.ts';
import { accountLoadFor, adminsById, driversById, passengersById, vehiclesByDriver } from '../domain/batch-loads.ts';
import { isUsable, typeOf } from '../entities/account.ts';
import type {
  AccountEdgeResolvers,
  AccountResolvers,
  AdminResolvers,
  DriverResolvers,
  PassengerResolvers,
} from '../generated/types.ts';

const typenames = { DRIVER: 'Driver', PASSENGER: 'Passenger', ADMIN: 'Admin' } as const;

export const accountType: AccountResolvers = {
  __resolveType: (account) => typenames[typeOf(account)],
  __resolveReference: ({ id }, context) => {
    const load = accountLoadFor(id);
    return load && context.load(load, id);
  },
};

export const accountEdge: AccountEdgeResolvers = {
  node: async ({ node: { id } }, _arguments, context) => {
    const load = accountLoadFor(id);
    const account = load && (await context.load(load, id));
    if (!account) throw new Error('the account is missing');
    return account;
  },
};

export const driverType: DriverResolvers = {
  __resolveReference: ({ id }, context) => context.load(driversById, id),
  type: () => 'DRIVER',
  fullName: (driver) => readPublicField(driver, 'fullName'),
  profilePictureUrl: (driver) => readPublicField(driver, 'profilePictureUrl'),
  isActive: (driver) => isUsable(driver),
  vehicles: async (driver, _arguments, context) => (await context.load(vehiclesByDriver, driver.id)) ?? [],
  phoneNumber: (driver, _arguments, { viewer }) => readPrivateField(viewer, driver, 'phoneNumber'),
  lastLoginAt: (driver, _arguments, { viewer }) => readPrivateField(viewer, driver, 'lastLoginAt'),
  dateOfBirth: (driver, _arguments, { viewer }) => readPrivateField(viewer, driver, 'dateOfBirth'),
  identityDocumentUrl: (driver, _arguments, { viewer }) => readPrivateField(viewer, driver, 'identityDocumentUrl'),
  drivingLicenseUrl: (driver, _arguments, { viewer }) => readPrivateField(viewer, driver, 'drivingLicenseUrl'),
};

export const passengerType: PassengerResolvers = {
  __resolveReference: ({ id }, context) => context.load(passengersById, id),
  type: () => 'PASSENGER',
  fullName: (passenger) => readPublicField(passenger, 'fullName'),
  profilePictureUrl: (passenger) => readPublicField(passenger, 'profilePictureUrl'),
  gender: (passenger) => readGender(passenger),
  isActive: (passenger) => isUsable(passenger),
  phoneNumber: (passenger, _arguments, { viewer }) => readPrivateField(viewer, passenger, 'phoneNumber'),
  lastLoginAt: (passenger, _arguments, { viewer }) => readPrivateField(viewer, passenger, 'lastLoginAt'),
  dateOfBirth: (passenger, _arguments, { viewer }) => readPrivateField(viewer, passenger, 'dateOfBirth'),
};

export const adminType: AdminResolvers = {
  __resolveReference: ({ id }, context) => context.load(adminsById, id),
  type: () => 'ADMIN',
  fullName: (admin) => readPublicField(admin, 'fullName'),
  isActive: (admin) => isUsable(admin),
  email: (admin, _arguments, { viewer }) => readPrivateField(viewer, admin, 'email'),
  lastLoginAt: (admin, _arguments, { viewer }) => readPrivateField(viewer, admin, 'lastLoginAt'),
};

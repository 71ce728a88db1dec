import { forAdmins, personal, privateTo } from '../domain/accounts/read-account-field.ts';
import { adminsById, driversById, passengersById, vehiclesByDriver } from '../domain/batch-loads.ts';
import { accountTypeOf, isUsable, typenameOf } from '../entities/account.ts';
import type { AccountResolvers, AdminResolvers, DriverResolvers, PassengerResolvers } from '../generated/types.ts';

export const accountType: AccountResolvers = {
  __resolveType: (account) => typenameOf(account),
  __resolveReference: ({ id }, context) => {
    switch (accountTypeOf(id)) {
      case 'DRIVER':
        return context.load(driversById, id);
      case 'PASSENGER':
        return context.load(passengersById, id);
      case 'ADMIN':
        return context.load(adminsById, id);
      default:
        return null;
    }
  },
};

export const driverType: DriverResolvers = {
  __resolveReference: ({ id }, context) => context.load(driversById, id),
  type: () => 'DRIVER',
  fullName: (driver) => personal(driver, driver.fullName),
  profilePictureUrl: (driver) => personal(driver, driver.profilePictureUrl),
  isActive: (driver) => isUsable(driver),
  vehicles: async (driver, _arguments, context) => (await context.load(vehiclesByDriver, driver.id)) ?? [],
  phoneNumber: (driver, _arguments, { viewer }) => privateTo(viewer, driver, driver.phoneNumber),
  lastLoginAt: (driver, _arguments, { viewer }) => privateTo(viewer, driver, driver.lastLoginAt),
  dateOfBirth: (driver, _arguments, { viewer }) => privateTo(viewer, driver, driver.dateOfBirth),
  identityDocumentUrl: (driver, _arguments, { viewer }) => privateTo(viewer, driver, driver.identityDocumentUrl),
  drivingLicenseUrl: (driver, _arguments, { viewer }) => privateTo(viewer, driver, driver.drivingLicenseUrl),
};

export const passengerType: PassengerResolvers = {
  __resolveReference: ({ id }, context) => context.load(passengersById, id),
  type: () => 'PASSENGER',
  fullName: (passenger) => personal(passenger, passenger.fullName),
  profilePictureUrl: (passenger) => personal(passenger, passenger.profilePictureUrl),
  gender: (passenger) => personal(passenger, passenger.gender) ?? 'UNSPECIFIED',
  isActive: (passenger) => isUsable(passenger),
  phoneNumber: (passenger, _arguments, { viewer }) => privateTo(viewer, passenger, passenger.phoneNumber),
  lastLoginAt: (passenger, _arguments, { viewer }) => privateTo(viewer, passenger, passenger.lastLoginAt),
  dateOfBirth: (passenger, _arguments, { viewer }) => privateTo(viewer, passenger, passenger.dateOfBirth),
};

export const adminType: AdminResolvers = {
  __resolveReference: ({ id }, context) => context.load(adminsById, id),
  type: () => 'ADMIN',
  fullName: (admin) => personal(admin, admin.fullName),
  isActive: (admin) => isUsable(admin),
  email: (admin, _arguments, { viewer }) => forAdmins(viewer, admin, admin.email),
  lastLoginAt: (admin, _arguments, { viewer }) => forAdmins(viewer, admin, admin.lastLoginAt),
};

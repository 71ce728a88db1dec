import { deleteMyAccount } from '../domain/accounts/delete-my-account.ts';
import { ensureAccount } from '../domain/accounts/ensure-account.ts';
import { setAccountActive } from '../domain/accounts/set-account-active.ts';
import { updateAccount } from '../domain/accounts/update-account.ts';
import { updateDriverProfile } from '../domain/accounts/update-driver-profile.ts';
import { updatePassengerProfile } from '../domain/accounts/update-passenger-profile.ts';
import { createAdmin } from '../domain/admins/create-admin.ts';
import { createVehicleType } from '../domain/vehicles/create-vehicle-type.ts';
import { registerVehicle } from '../domain/vehicles/register-vehicle.ts';
import { removeVehicle } from '../domain/vehicles/remove-vehicle.ts';
import { updateVehicle } from '../domain/vehicles/update-vehicle.ts';
import type { MutationResolvers } from '../generated/types.ts';

export const mutations: MutationResolvers = {
  updateDriverProfile: async (_root, { input }, context) => ({
    driver: await updateDriverProfile(context.em, { ...input, ...context.actionContext() }),
  }),

  updatePassengerProfile: async (_root, { input }, context) => ({
    passenger: await updatePassengerProfile(context.em, { ...input, ...context.actionContext() }),
  }),

  registerVehicle: async (_root, { input }, context) => ({
    vehicle: await registerVehicle(context.em, { ...input, ...context.actionContext() }),
  }),

  updateVehicle: async (_root, { input }, context) => ({
    vehicle: await updateVehicle(context.em, { ...input, ...context.actionContext() }),
  }),

  removeVehicle: async (_root, { input }, context) => ({
    vehicle: await removeVehicle(context.em, { ...input, ...context.actionContext() }),
  }),

  createVehicleType: async (_root, { input }, context) => ({
    vehicleType: await createVehicleType(context.em, { ...input, ...context.actionContext() }),
  }),

  createAdmin: async (_root, { input }, context) => ({
    admin: await createAdmin(context.em, {
      ...input,
      ...context.actionContext(),
      passwords: context.services.passwords,
    }),
  }),

  setAccountActive: async (_root, { input }, context) => ({
    account: await setAccountActive(context.em, { ...input, ...context.actionContext() }),
  }),

  updateAccount: async (_root, { input }, context) => ({
    account: await updateAccount(context.em, {
      ...input,
      ...context.actionContext(),
      clock: context.services.clock,
    }),
  }),

  deleteMyAccount: async (_root, _arguments, context) => ({
    accountId: await deleteMyAccount(context.em, context.actionContext()),
  }),

  ensureAccount: (_root, { input }, context) => ensureAccount(context.em, { ...input, ...context.origin() }),
};

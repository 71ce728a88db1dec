import { driversById, vehiclesById, vehicleTypesById } from '../domain/batch-loads.ts';
import type { VehicleResolvers } from '../generated/types.ts';

export const vehicleResolvers: VehicleResolvers = {
  __resolveReference: ({ id }, context) => context.load(vehiclesById, id),
  vehicleType: async (vehicle, _arguments, context) => {
    const type = await context.load(vehicleTypesById, vehicle.vehicleType.id);
    if (!type) throw new Error('the vehicle type is missing');
    return type;
  },
  driver: async (vehicle, _arguments, context) => {
    const driver = await context.load(driversById, vehicle.driver.id);
    if (!driver) throw new Error('the driver is missing');
    return driver;
  },
  isActive: (vehicle) => vehicle.isUsable(),
};

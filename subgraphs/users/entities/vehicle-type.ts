import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

/** One type a name, kept by the database. */
export const vehicleTypeNameUnique = 'vehicle_types_name_unique';

const VehicleTypeSchema = defineEntity({
  name: 'VehicleType',
  tableName: 'vehicle_types',
  properties: {
    ...standardColumns,
    name: text(200).unique(vehicleTypeNameUnique),
    seatCapacity: p.integer(),
  },
  checks: [{ name: 'vehicle_types_seat_capacity_check', expression: 'seat_capacity > 0' }],
  filters,
});

/** A kind of vehicle, and how many seats of it can be sold. */
export class VehicleType extends VehicleTypeSchema.class {}
VehicleTypeSchema.setClass(VehicleType);

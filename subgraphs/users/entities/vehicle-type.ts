import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

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

/** A kind of vehicle, with the number of seats it can sell. */
export class VehicleType extends VehicleTypeSchema.class {}
VehicleTypeSchema.setClass(VehicleType);

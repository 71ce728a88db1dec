import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, softDelete, standardColumns, text } from '#platform/database/standard-columns.ts';
import { assignChanges, differingFields } from './assign-changes.ts';
import { Driver } from './driver.ts';
import { VehicleType } from './vehicle-type.ts';

const VehicleSchema = defineEntity({
  name: 'Vehicle',
  tableName: 'vehicles',
  properties: {
    ...standardColumns,
    name: text(200),
    model: text(200),
    vehicleType: () =>
      p
        .manyToOne(VehicleType)
        .index('vehicles_vehicle_type_id_index')
        .foreignKeyName('vehicles_vehicle_type_id_foreign')
        .deleteRule('no action'),
    driver: () =>
      p
        .manyToOne(Driver)
        .index('vehicles_driver_id_index')
        .foreignKeyName('vehicles_driver_id_foreign')
        .deleteRule('cascade'),
    isActive: p.boolean().default(true),
  },
  filters,
});

/** Undefined leaves a field unchanged. */
export interface VehicleChanges {
  name?: string | undefined;
  model?: string | undefined;
  vehicleType?: VehicleType | undefined;
  isActive?: boolean | undefined;
}

export class Vehicle extends VehicleSchema.class {
  /** Returns the fields that changed. */
  change(changes: VehicleChanges, now: Date): (keyof VehicleChanges)[] {
    const changed = differingFields<Vehicle, VehicleChanges>(this, changes);
    assignChanges<Vehicle>(this, changes, now);
    return changed;
  }

  /** Whether a new trip can use the vehicle: it is neither inactive nor removed. */
  isUsable(): boolean {
    return this.isActive && !this.isDeleted;
  }

  /** Soft-deletes the vehicle: existing trips keep it, new trips cannot use it. */
  remove(now: Date): void {
    softDelete(this, now);
  }
}
VehicleSchema.setClass(Vehicle);

import { messagingEntities } from '#platform/messaging/entities.ts';
import { Admin } from './admin.ts';
import { AuditEntry } from './audit-entry.ts';
import { Driver } from './driver.ts';
import { Passenger } from './passenger.ts';
import { Vehicle } from './vehicle.ts';
import { VehicleType } from './vehicle-type.ts';

/** The entities of the users database. */
export const entities = [Driver, Passenger, Admin, VehicleType, Vehicle, AuditEntry, ...messagingEntities];

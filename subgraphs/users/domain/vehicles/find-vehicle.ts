import type { EntityManager } from '@mikro-orm/postgresql';
import { isAdmin, isSelf, type Viewer } from '#contract/viewer.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requestScope } from '#platform/graphql/request-scope.ts';
import { Driver } from '../../entities/driver.ts';
import { Vehicle } from '../../entities/vehicle.ts';
import { VehicleType } from '../../entities/vehicle-type.ts';
import { locked, requireUsable } from '../accounts/find-account.ts';

/**
 * Reads a vehicle and locks it until the transaction ends.
 *
 * @throws Refusal NOT_FOUND
 */
export async function lockVehicle(tx: EntityManager, id: string): Promise<Vehicle> {
  // A repeated request changes nothing: an earlier one has, whose event may not have arrived at the gateway yet.
  requestScope.changed(id);
  const vehicle = await tx.findOne(Vehicle, { id }, locked);
  if (!vehicle) throw notFound('vehicleId');
  return vehicle;
}

/**
 * Allows admins, and the vehicle's driver while their account is active.
 *
 * @throws Refusal FORBIDDEN, ACCOUNT_INACTIVE
 */
export async function assertMayManage(tx: EntityManager, actor: Viewer, vehicle: Vehicle): Promise<void> {
  if (isAdmin(actor)) return;
  if (!isSelf(actor, vehicle.driver.id)) throw forbidden();
  requireUsable(await tx.findOne(Driver, { id: actor.id }));
}

/** @throws Refusal NOT_FOUND */
export async function findVehicleType(em: EntityManager, id: string): Promise<VehicleType> {
  const type = await em.findOne(VehicleType, { id });
  if (!type) throw notFound('vehicleTypeId');
  return type;
}

import { z } from 'zod';
import { accountTypes } from '#contract/account-type.ts';
import { type CloudEvent, type EventOrigin, eventType } from '#platform/messaging/cloud-event.ts';
import { type Account, isUsable, typeOf } from '../entities/account.ts';
import { locales } from '../entities/account-columns.ts';
import type { Vehicle } from '../entities/vehicle.ts';
import type { VehicleType } from '../entities/vehicle-type.ts';

const source = 'users';

/** The account data that other subgraphs copy: no phone number, no email. A deleted account has no name. */
const accountData = z.object({
  accountId: z.string(),
  accountType: z.enum(accountTypes),
  fullName: z.string().nullable(),
  locale: z.enum(locales),
  isActive: z.boolean(),
});
export type AccountEventData = z.infer<typeof accountData>;

const vehicleData = z.object({ vehicleId: z.string(), driverId: z.string() });
export type VehicleEventData = z.infer<typeof vehicleData>;

const accountEvent = (type: string) => {
  const event = eventType(source, type, accountData);
  return (account: Account, origin: EventOrigin): CloudEvent<AccountEventData> =>
    event.create(account.id, accountDataOf(account), origin);
};

export const accountCreatedEvent = accountEvent('users.account-created.v1');
export const accountUpdatedEvent = accountEvent('users.account-updated.v1');
export const accountDeactivatedEvent = accountEvent('users.account-deactivated.v1');
export const accountActivatedEvent = accountEvent('users.account-activated.v1');
export const accountDeletedEvent = accountEvent('users.account-deleted.v1');

/** Sessions of the account that had begun by its time have ended: they belong to the old phone number. */
export const accountPhoneChangedEvent = accountEvent('users.account-phone-changed.v1');

const vehicleEvent = (type: string) => {
  const event = eventType(source, type, vehicleData);
  return ({ id, driver }: Vehicle, origin: EventOrigin): CloudEvent<VehicleEventData> =>
    event.create(id, { vehicleId: id, driverId: driver.id }, origin);
};

export const vehicleRegisteredEvent = vehicleEvent('users.vehicle-registered.v1');
export const vehicleUpdatedEvent = vehicleEvent('users.vehicle-updated.v1');
export const vehicleRemovedEvent = vehicleEvent('users.vehicle-removed.v1');

const vehicleTypeCreated = eventType(source, 'users.vehicle-type-created.v1', z.object({ vehicleTypeId: z.string() }));

export function vehicleTypeCreatedEvent({ id }: VehicleType, origin: EventOrigin): CloudEvent {
  return vehicleTypeCreated.create(id, { vehicleTypeId: id }, origin);
}

function accountDataOf(account: Account): AccountEventData {
  return {
    accountId: account.id,
    accountType: typeOf(account),
    fullName: account.isDeleted ? null : (account.fullName ?? null),
    locale: account.locale,
    isActive: isUsable(account),
  };
}

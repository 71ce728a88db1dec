import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { optionalText, requireText } from '#platform/text.ts';
import { type DevicePlatform, DeviceToken } from '../../entities/device-token.ts';
import { requireAccountType } from '../permissions.ts';

/** Active devices of an account. Beyond that, the least recently used one is deactivated. */
const maxActiveDevices = 20;

export interface RegisterDevice extends ActionContext {
  token: string;
  platform?: DevicePlatform | null | undefined;
  appVersion?: string | null | undefined;
}

/**
 * Registers a device for the actor's account. A known token updates its row, and becomes inactive for every other account.
 * Concurrent requests create one row per token and keep the limit of active devices.
 *
 * @throws Refusal BAD_USER_INPUT, or FORBIDDEN for a service.
 */
export async function registerDevice(em: EntityManager, input: RegisterDevice): Promise<DeviceToken> {
  const { actor, now, newId } = input;
  const userType = requireAccountType(actor);
  const deviceToken = requireText(input.token, 'token', 500);
  const appVersion = optionalText(input.appVersion, 'appVersion', 50);
  return em.transactional(async (tx) => {
    // Serializes registrations of one token, so that the last account has it, and of one account, to count its devices.
    // Every request takes the locks in this order, so that they do not deadlock.
    await advisoryLock(tx, `device ${deviceToken}`);
    await advisoryLock(tx, `devices of ${actor.id}`);
    await tx.nativeUpdate(
      DeviceToken,
      { deviceToken, userId: { $ne: actor.id }, isActive: true },
      { isActive: false, updatedAt: now },
    );
    const values = {
      sessionId: actor.sid,
      platform: input.platform ?? null,
      appVersion,
      isActive: true,
      updatedAt: now,
    };
    const known = await tx.findOne(DeviceToken, { userId: actor.id, deviceToken });
    const device =
      known ??
      tx.create(DeviceToken, { id: newId('dt'), userId: actor.id, userType, deviceToken, createdAt: now, ...values });
    tx.assign(device, values);
    await tx.flush();
    await deactivateOldest(tx, device, now);
    return device;
  });
}

/** Excludes the new device explicitly: with skewed clocks, its `updatedAt` may not be the latest. */
async function deactivateOldest(tx: EntityManager, { id, userId }: DeviceToken, now: Date): Promise<void> {
  const orderBy = { updatedAt: 'desc', id: 'desc' } as const;
  const others = { userId, isActive: true, id: { $ne: id } };
  const excess = await tx.find(DeviceToken, others, { orderBy, offset: maxActiveDevices - 1, limit: 100 });
  for (const device of excess) device.deactivate(now);
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLock } from '#platform/database/advisory-lock.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { optionalText, requireText } from '#platform/text.ts';
import { type DevicePlatform, DeviceToken } from '../../entities/device-token.ts';
import { accountTypeOf } from '../permissions.ts';

/** An account's active devices: past so many, the one that was used longest ago becomes inactive. */
const maxActiveDevices = 20;

export interface RegisterDevice extends ActionContext {
  token: string;
  platform?: DevicePlatform | null | undefined;
  appVersion?: string | null | undefined;
}

/**
 * Makes a device the viewer's: the same token again updates its row, and is inactive for any other account. Two at the
 * same instant end with one row, and many with no more active ones than there may be. Throws BAD_USER_INPUT, FORBIDDEN.
 */
export async function registerDevice(em: EntityManager, input: RegisterDevice): Promise<DeviceToken> {
  const { actor, now, newId } = input;
  const userType = accountTypeOf(actor);
  const deviceToken = requireText(input.token, 'token', 500);
  const appVersion = optionalText(input.appVersion, 'appVersion', 50);
  return em.transactional(async (tx) => {
    // One registration of a token at a time, whoever it is for: the last one has it. And one of an account, to count its
    // devices. Always in this order, so that no two wait for each other.
    await advisoryLock(tx, `device ${deviceToken}`);
    await advisoryLock(tx, `devices of ${actor.id}`);
    await tx.nativeUpdate(
      DeviceToken,
      { deviceToken, userId: { $ne: actor.id }, isActive: true },
      { isActive: false, updatedAt: now },
    );
    const own = { sessionId: actor.sid, platform: input.platform ?? null, appVersion, isActive: true, updatedAt: now };
    const known = await tx.findOne(DeviceToken, { userId: actor.id, deviceToken });
    const device =
      known ??
      tx.create(DeviceToken, { id: newId('dt'), userId: actor.id, userType, deviceToken, createdAt: now, ...own });
    tx.assign(device, own);
    await tx.flush();
    await deactivateOldest(tx, device, now);
    return device;
  });
}

/** The one just registered is never among them, whatever the clocks of two instances say. */
async function deactivateOldest(tx: EntityManager, { id, userId }: DeviceToken, now: Date): Promise<void> {
  const orderBy = { updatedAt: 'desc', id: 'desc' } as const;
  const others = { userId, isActive: true, id: { $ne: id } };
  const beyond = await tx.find(DeviceToken, others, { orderBy, offset: maxActiveDevices - 1, limit: 100 });
  for (const device of beyond) device.deactivate(now);
}

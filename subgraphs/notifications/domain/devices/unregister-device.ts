import type { EntityManager } from '@mikro-orm/postgresql';
import { isSelf } from '#contract/viewer.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { DeviceToken } from '../../entities/device-token.ts';
import { requireAccountType } from '../permissions.ts';

export interface UnregisterDevice extends ActionContext {
  deviceId: string;
}

/**
 * Deactivates a device of the actor's account. Repeating it changes nothing.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN
 */
export function unregisterDevice(em: EntityManager, { deviceId, actor, now }: UnregisterDevice): Promise<DeviceToken> {
  requireAccountType(actor);
  requireId(deviceId, 'deviceId', 'dt');
  return em.transactional(async (tx) => {
    const device = await tx.findOne(DeviceToken, { id: deviceId });
    if (!device) throw notFound('deviceId');
    if (!isSelf(actor, device.userId)) throw forbidden();
    device.deactivate(now);
    return device;
  });
}

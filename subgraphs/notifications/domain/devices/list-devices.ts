import type { EntityManager } from '@mikro-orm/postgresql';
import { DeviceToken } from '../../entities/device-token.ts';

const maxListed = 100;

/** An account's devices, those that were used last first. */
export function listDevices(em: EntityManager, userId: string): Promise<DeviceToken[]> {
  return em.find(DeviceToken, { userId }, { orderBy: { updatedAt: 'desc', id: 'desc' }, limit: maxListed });
}

import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { DeviceToken } from '../../entities/device-token.ts';
import { requireOwner } from '../permissions.ts';

const maxDevices = 100;

/**
 * Lists an account's devices for its owner, the most recently used first; at most 100.
 *
 * @throws Refusal FORBIDDEN
 */
export async function listDevices(em: EntityManager, viewer: Viewer | null, accountId: string): Promise<DeviceToken[]> {
  requireOwner(viewer, accountId);
  const orderBy = { updatedAt: 'desc', id: 'desc' } as const;
  return em.find(DeviceToken, { userId: accountId }, { orderBy, limit: maxDevices });
}

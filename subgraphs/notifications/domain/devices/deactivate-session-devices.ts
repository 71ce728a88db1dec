import type { EntityManager } from '@mikro-orm/postgresql';
import { DeviceToken } from '../../entities/device-token.ts';

export interface EndedSession {
  accountId: string;
  sessionId: string;
  now: Date;
}

/** Deactivates the devices that an ended session registered, so that they get no more pushes. */
export async function deactivateSessionDevices(
  tx: EntityManager,
  { accountId, sessionId, now }: EndedSession,
): Promise<void> {
  const devices = { userId: accountId, sessionId, isActive: true };
  await tx.nativeUpdate(DeviceToken, devices, { isActive: false, updatedAt: now });
}

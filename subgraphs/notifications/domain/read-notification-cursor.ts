import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { requireOwner } from './permissions.ts';
import { cursorOf, lastPosition } from './read-notifications-after.ts';

/**
 * Returns the cursor after an account's newest notification for its owner. `followNotifications` with it returns every later one.
 *
 * @throws Refusal FORBIDDEN
 */
export async function readNotificationCursor(
  em: EntityManager,
  viewer: Viewer | null,
  accountId: string,
): Promise<string> {
  requireOwner(viewer, accountId);
  return cursorOf(await lastPosition(em, accountId));
}

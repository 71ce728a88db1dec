import type { EntityManager } from '@mikro-orm/postgresql';
import { OAuthState } from '../../entities/oauth-state.ts';
import { sha256 } from '../secrets.ts';

/** The row id of a state of the OAuth library. It has the hash of the identifier, because some are as good as a password. */
export const stateId = (kind: string, id: string): string => `${kind} ${sha256(id)}`;

/** Uses a state up. Returns false when it was used before: of concurrent calls one gets true. */
export async function consumeState(em: EntityManager, id: string, now: Date): Promise<boolean> {
  return (await em.nativeUpdate(OAuthState, { id, consumedAt: null }, { consumedAt: now })) === 1;
}

import type { Viewer } from '#contract/viewer.ts';
import type { EventOrigin } from '../messaging/cloud-event.ts';

/** The actor and the time of an action, and the ids and the trace for its events and rows. */
export interface ActionContext extends EventOrigin {
  actor: Viewer;
  /** The IP address of the client; null for the system, and when a proxy forwarded none. */
  address: string | null;
}

/** The actor of what no caller requested. */
const system: Viewer = { id: 'system', role: 'service', sid: null, name: null, phoneNumber: null, expiresAt: 0 };

/** The context of an action without a caller: a job, the effect of an event, or a command of an operator. */
export const systemContext = (origin: EventOrigin): ActionContext => ({ ...origin, actor: system, address: null });

/** By identity: a client of the same name is not the system. */
export const isSystem = (actor: Viewer): boolean => actor === system;

import type { Viewer } from '#contract/viewer.ts';
import type { EventOrigin } from '../messaging/cloud-event.ts';

/** The actor and the time of an action, and the ids and the trace for its events and rows. */
export interface ActionContext extends EventOrigin {
  actor: Viewer;
}

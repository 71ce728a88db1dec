import type { Viewer } from '#contract/viewer.ts';
import type { EventOrigin } from '../messaging/cloud-event.ts';

/** Who acts and when, with what the action's events and rows need: ids and a trace. */
export interface ActionContext extends EventOrigin {
  actor: Viewer;
}

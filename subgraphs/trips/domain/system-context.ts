import type { Viewer } from '#contract/viewer.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';

const system: Viewer = { id: 'system', role: 'service', sid: null, name: null, phoneNumber: null, expiresAt: 0 };

/** The context of an action without a caller: a scheduled job, or the effect of another subgraph's event. */
export const systemContext = (origin: EventOrigin): ActionContext => ({ ...origin, actor: system });

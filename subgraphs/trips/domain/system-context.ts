import type { Viewer } from '#contract/viewer.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';

const system: Viewer = { id: 'system', role: 'service', sid: null, name: null, phoneNumber: null, expiresAt: 0 };

/** What a step is given that nobody asked for: time made it, or what became of an account. */
export const asSystem = (origin: EventOrigin): ActionContext => ({ ...origin, actor: system });

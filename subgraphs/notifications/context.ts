import type { BackgroundLoop } from '#platform/run/background-loop.ts';
import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';
import type { NotificationSignal } from './domain/notification-signal.ts';

/** The services that the notifications resolvers use. */
export interface NotificationsServices extends SubgraphServices {
  signal: NotificationSignal;
  /** Sends announcements and pushes in the background. */
  sending: BackgroundLoop;
}

export type NotificationsContext = RequestContext<NotificationsServices>;

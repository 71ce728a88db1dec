import path from 'node:path';
import { listen } from '#platform/database/listen.ts';
import { outsideTransaction } from '#platform/database/network-guard.ts';
import type { Log } from '#platform/log.ts';
import { BackgroundLoop } from '#platform/run/background-loop.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { type RunningSubgraph, type SubgraphOptions, startSubgraph } from '#platform/subgraph/start-subgraph.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { migrations } from '../../migrations/notifications/index.ts';
import type { NotificationsServices } from './context.ts';
import { continueAnnouncements } from './domain/announcements/continue-announcements.ts';
import { pushBatch, sendPushes } from './domain/devices/send-pushes.ts';
import { NotificationSignal } from './domain/notification-signal.ts';
import { CommitNotifier } from './domain/notify-at-commit.ts';
import { newNotificationsChannel } from './domain/notify-sql.ts';
import { entities } from './entities/index.ts';
import { handlersOf } from './events/consumed.ts';
import { pushesToLog } from './push/log-pushes.ts';
import { measurePushes } from './push/push-metrics.ts';
import type { SendPushes } from './push/push-provider.ts';
import { tracedPushes } from './push/traced-pushes.ts';
import { resolvers } from './resolvers/index.ts';
import { type NotificationsSettings, readNotificationsSettings } from './settings.ts';
import { textsIn } from './texts/render.ts';

export const database = { entities, migrations };

export interface NotificationsOptions extends SubgraphOptions<NotificationsSettings> {
  /** Replaces the provider that the settings name. */
  sendPushes?: SendPushes;
}

/** Starts the notifications subgraph: database, background jobs and server. */
export function createNotifications(options: NotificationsOptions): Promise<RunningSubgraph> {
  const { settings, log } = options;
  const texts = textsIn(settings.timeZone);
  return startSubgraph<NotificationsServices>(options, {
    schemaFile: path.join(import.meta.dirname, 'schema.graphql'),
    database,
    resolvers,
    subscribers: ({ clock, newId }) => [new CommitNotifier(texts, clock, newId)],
    services: async (base, lifecycle, { metrics, tracing }) => {
      const provider = options.sendPushes ?? (await pushProvider(settings, log, lifecycle));
      const traced = tracing ? tracedPushes(tracing, provider) : provider;
      const send = outsideTransaction('a push', measurePushes(metrics, base.em, traced));
      const { workerInterval: interval } = settings;
      const sending = new BackgroundLoop(jobsOf(base, send), { interval, startDelay: interval, log });
      lifecycle.add('sending', sending);
      const signal = new NotificationSignal();
      const onNotification = (recipientIds: string) => {
        signal.emit(recipientIds.split(','));
        sending.wake();
      };
      const onConnected = () => signal.emitAll();
      const { url: pooledUrl, directUrl: url = pooledUrl } = settings.database;
      const listening = { url, channel: newNotificationsChannel, onNotification, onConnected };
      lifecycle.add('new notifications', await listen(listening, log));
      return { ...base, signal, sending };
    },
    handlers: handlersOf,
  });
}

async function pushProvider(
  { firebaseCredentials }: NotificationsSettings,
  log: Log,
  lifecycle: Lifecycle,
): Promise<SendPushes> {
  if (!firebaseCredentials) return pushesToLog(log);
  // Imported only when configured: the SDK takes time and memory.
  const { openFirebase } = await import('./push/firebase-pushes.ts');
  return lifecycle.add('Firebase', openFirebase(firebaseCredentials, log)).send;
}

/** Every instance runs these jobs concurrently. */
function jobsOf({ em, clock, newId }: SubgraphServices, send: SendPushes) {
  return {
    announcements: () => continueAnnouncements(em, { now: clock.now(), newId }),
    pushes: async () => (await sendPushes(em, send, clock.now())) === pushBatch,
  };
}

export const subgraph: SubgraphModule<NotificationsSettings> = {
  readSettings: readNotificationsSettings,
  create: createNotifications,
};

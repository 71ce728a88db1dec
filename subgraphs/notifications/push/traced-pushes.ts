import { errorTypeOf } from '#platform/tracing/error-type.ts';
import type { Tracing } from '#platform/tracing/tracing.ts';
import type { PushMessage, SendPushes } from './push-provider.ts';

/** Sends pushes, and records each in the trace of the event that caused it, if that is recorded. */
export function tracedPushes(tracing: Tracing, send: SendPushes): SendPushes {
  return async (messages) => {
    const spans = messages.map((message) => startPush(tracing, message));
    try {
      const outcomes = await send(messages);
      for (const [at, outcome] of outcomes.entries()) if (outcome !== 'SENT') spans[at]?.fail(outcome);
      return outcomes;
    } catch (error) {
      for (const span of spans) span?.fail(errorTypeOf(error));
      throw error;
    } finally {
      for (const span of spans) span?.end();
    }
  };
}

function startPush(tracing: Tracing, { traceparent: caller, notificationId, type }: PushMessage) {
  if (caller === undefined) return undefined;
  const { span } = tracing.begin({ name: 'send push', kind: 'producer', caller, isTrusted: true });
  span?.set({ 'masar.notification.id': notificationId, 'masar.notification.type': type });
  return span;
}

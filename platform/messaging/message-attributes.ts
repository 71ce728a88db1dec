import type { SpanAttributes } from '../tracing/span.ts';
import type { CloudEvent } from './cloud-event.ts';

/** What a span has of an event: its type and the ids of the platform, and none of its data. */
export function messageAttributes(operation: 'send' | 'process', { id, type, source }: CloudEvent): SpanAttributes {
  return {
    'messaging.system': 'masar',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': source,
    'messaging.message.id': id,
    'cloudevents.event_id': id,
    'cloudevents.event_source': source,
    'cloudevents.event_type': type,
  };
}

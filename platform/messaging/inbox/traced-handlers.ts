import { requestScope } from '../../graphql/request-scope.ts';
import type { Span } from '../../tracing/span.ts';
import { ending } from '../../tracing/traced.ts';
import type { Tracing } from '../../tracing/tracing.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { messageAttributes } from '../message-attributes.ts';
import type { Handler } from './handler.ts';

/**
 * Handlers that record the handling of an event as a part of the trace that published it. The handler's own events, requests and statements
 * are below it.
 */
export function tracedHandlers(tracing: Tracing, subgraph: string, handlers: readonly Handler[]): Handler[] {
  const begin = (event: CloudEvent): Span | undefined => {
    const { traceparent: caller, type } = event;
    if (caller === undefined) return undefined;
    const { span } = tracing.begin({ name: `process ${type}`, kind: 'consumer', caller, isTrusted: true });
    span?.set({ ...messageAttributes('process', event), 'messaging.consumer.group.name': subgraph });
    return span;
  };
  const run = (event: CloudEvent, handle: (event: CloudEvent) => Promise<void>): Promise<void> => {
    const span = begin(event);
    if (!span) return handle(event);
    const { traceparent } = span;
    return requestScope.runIn(span, () => ending(span, () => handle({ ...event, traceparent })));
  };
  return handlers.map((handler) =>
    handler.kind === 'inTransaction'
      ? { ...handler, handle: (tx, event) => run(event, (traced) => handler.handle(tx, traced)) }
      : { ...handler, handle: (event: CloudEvent) => run(event, (traced) => handler.handle(traced)) },
  );
}

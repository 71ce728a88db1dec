import { errorTypeOf } from '../../tracing/error-type.ts';
import type { Tracing } from '../../tracing/tracing.ts';
import type { EventText } from '../bus/bus.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { messageAttributes } from '../message-attributes.ts';

/** Of an event that was published by a recorded trace. In a value, the quotes would be escaped. */
const sampled = /"traceparent": ?"00-[\da-f]{32}-[\da-f]{16}-[\da-f][13579bdf]"/;

/** Appends events to the bus, and records it in the trace of each event that has one. */
export async function tracedAppend<Result>(
  tracing: Tracing,
  source: string,
  events: readonly EventText[],
  append: () => Promise<Result>,
): Promise<Result> {
  const spans = events
    .filter((text) => sampled.test(text))
    .flatMap((text) => {
      const event = JSON.parse(text) as CloudEvent;
      const start = { name: `send ${source}`, kind: 'producer', caller: event.traceparent, isTrusted: true } as const;
      const { span } = tracing.begin(start);
      span?.set(messageAttributes('send', event));
      return span ?? [];
    });
  try {
    return await append();
  } catch (error) {
    for (const span of spans) span.fail(errorTypeOf(error));
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

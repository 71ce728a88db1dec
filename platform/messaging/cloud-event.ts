import type { z } from 'zod';
import type { NewId } from '../ids.ts';

/** A CloudEvent 1.0 in JSON, with the trace context of the Distributed Tracing extension. */
export interface CloudEvent<Data = unknown> {
  specversion: '1.0';
  id: string;
  /** The subgraph that publishes it. */
  source: string;
  type: string;
  /** The id of its aggregate. Events of one subject are delivered in order. */
  subject: string;
  /** ISO 8601, UTC. */
  time: string;
  datacontenttype: 'application/json';
  traceparent?: string;
  /** The bus had lost the event, and has it again. Its change may have been seen long ago. */
  resent?: true;
  data: Data;
}

/** The time, ids and trace of an event. */
export interface EventOrigin {
  now: Date;
  newId: NewId;
  traceparent?: string | undefined;
}

/** A type of event that a subgraph publishes. */
export interface EventType<Data> {
  type: string;
  schema: z.ZodType<Data>;
  /** Throws when the data does not fit the schema, which is a defect of the publisher. */
  create(subject: string, data: Data, origin: EventOrigin): CloudEvent<Data>;
}

export function eventType<Data>(source: string, type: string, schema: z.ZodType<Data>): EventType<Data> {
  return {
    type,
    schema,
    create: (subject, data, { now, newId, traceparent }) => ({
      specversion: '1.0',
      id: newId('e'),
      source,
      type,
      subject,
      time: now.toISOString(),
      datacontenttype: 'application/json',
      ...(traceparent ? { traceparent } : {}),
      data: schema.parse(data),
    }),
  };
}

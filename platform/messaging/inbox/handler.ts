import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import type { CloudEvent } from '../cloud-event.ts';

interface Consumed {
  /** The subgraph that publishes the event. */
  source: string;
  type: string;
}

/** Its effect and the record that the event was handled commit in one transaction: exactly one effect. */
export interface TransactionalHandler extends Consumed {
  kind: 'inTransaction';
  handle(tx: EntityManager, event: CloudEvent): Promise<void>;
}

/**
 * Runs at least once, in transactions of its own; the event is recorded as handled after it returns. A run that a crash interrupts is
 * repeated from its beginning, so the handler must be idempotent.
 */
export interface RepeatableHandler extends Consumed {
  kind: 'repeatable';
  handle(event: CloudEvent): Promise<void>;
}

/** Handles one type of event. Either kind handles the events of one subject one after the other, in order. */
export type Handler = TransactionalHandler | RepeatableHandler;

/**
 * Declares a handler by the event's type, as in `source.happened.v1`, and the part of its data that the handler needs. An
 * event whose data does not fit fails like one whose handler fails.
 */
export const handler = {
  /** `handle` must write only in the transaction, which may be rolled back and run again. */
  inTransaction<Data>(
    type: string,
    schema: z.ZodType<Data>,
    handle: (tx: EntityManager, event: CloudEvent<Data>) => Promise<void>,
  ): TransactionalHandler {
    return {
      kind: 'inTransaction',
      source: sourceOf(type),
      type,
      handle: async (tx, event) => handle(tx, { ...event, data: schema.parse(event.data) }),
    };
  },

  /** For work that takes long or several transactions. No transaction is open while it runs. */
  repeatable<Data>(
    type: string,
    schema: z.ZodType<Data>,
    handle: (event: CloudEvent<Data>) => Promise<void>,
  ): RepeatableHandler {
    return {
      kind: 'repeatable',
      source: sourceOf(type),
      type,
      handle: async (event) => handle({ ...event, data: schema.parse(event.data) }),
    };
  },
} as const;

const sourceOf = (type: string): string => type.slice(0, type.indexOf('.'));

import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import type { CloudEvent } from '../cloud-event.ts';

/** What a subgraph does about one type of event. */
export interface Handler {
  /** The subgraph that tells it. */
  source: string;
  type: string;
  /** Has its effect in the transaction in which the event's arrival is recorded: together once, or not at all. */
  handle(tx: EntityManager, event: CloudEvent): Promise<void>;
}

/** What the subgraph needs to know of it: what it doesn't name is left out, and an event without it is not handled. */
export type WantedData<Data> = z.ZodType<Data>;

/** A handler of an event, named as in `trips.booking-confirmed.v1`, whose data is checked before. */
export function handler<Data>(
  type: string,
  schema: WantedData<Data>,
  handle: (tx: EntityManager, event: CloudEvent<Data>) => Promise<void>,
): Handler {
  return {
    source: type.slice(0, type.indexOf('.')),
    type,
    handle: async (tx, event) => handle(tx, { ...event, data: schema.parse(event.data) }),
  };
}

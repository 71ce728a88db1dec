import type { CloudEvent } from '../cloud-event.ts';
import type { Redis } from './redis-connection.ts';

/** Events that one command reads. */
export const readBatch = 500;

/** The time that a read waits for a new event, in milliseconds: less than the time-out of a connection. */
export const blockTime = 2_000;

/** An event's position, `milliseconds-number`, and its fields and values. */
export type Entry = [position: string, fields: string[]];

/** The stream of a source. All are in one slot of a cluster, on the node whose starts the bus verifies. */
export const streamOf = (source: string): string => `{masar}:events:${source}`;

export const eventsOf = (entries: readonly Entry[]): CloudEvent[] =>
  entries.map(([, [, text]]) => JSON.parse(text ?? '') as CloudEvent);

/** The id of the current start of the node that has the stream. */
export async function readStart(redis: Redis, stream: string): Promise<string> {
  const info = await redis.send<string>(stream, ['INFO', 'server']);
  const id = /^run_id:(\w+)/m.exec(info)?.[1];
  if (!id) throw new Error('Redis reports no run_id');
  return id;
}

export function isBefore(position: string, other: string): boolean {
  const [time = '', number = ''] = position.split('-');
  const [otherTime = '', otherNumber = ''] = other.split('-');
  return BigInt(time) < BigInt(otherTime) || (time === otherTime && BigInt(number) < BigInt(otherNumber));
}

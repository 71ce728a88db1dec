import type { Redis } from './redis-connection.ts';
import { streamOf } from './redis-stream.ts';

/** Deletes the events of these sources from Redis, with the positions of all groups. Relays and groups create the streams again. */
export async function deleteStreams(redis: Redis, sources: readonly string[]): Promise<void> {
  for (const source of sources) await redis.send(streamOf(source), ['DEL', streamOf(source)]);
}

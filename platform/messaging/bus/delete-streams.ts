import type { Redis } from './redis-connection.ts';
import { streamLayouts, streamOf } from './stream-layout.ts';

/** Deletes the events of these sources from Redis, with the positions of all groups. Relays and groups create the streams again. */
export async function deleteStreams(redis: Redis, sources: readonly string[]): Promise<void> {
  const streams = sources.flatMap((source) => streamLayouts.map((layout) => streamOf(source, layout)));
  for (const stream of streams) await redis.send(stream, ['DEL', stream]);
}

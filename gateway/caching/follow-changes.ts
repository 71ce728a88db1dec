import type { Bus } from '#platform/messaging/bus/bus.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import type { ChangeableCache } from './drop-changes.ts';

/**
 * Drops from the cache what each event of the subgraphs may have changed, and everything when events are missing. Returns whether every
 * event has been followed until a few seconds ago.
 */
export function followChanges(
  cache: ChangeableCache,
  bus: Bus,
  { sources, lifecycle }: { sources: readonly string[]; lifecycle: Lifecycle },
): () => boolean {
  const watched = sources.map((source) => {
    const onEvents = (events: readonly CloudEvent[]) =>
      cache.drop(source, new Set(events.map(({ subject }) => subject)));
    return lifecycle.add('changes', bus.watch(source, { onEvents, onGap: () => cache.clear() }));
  });
  return () => watched.every(({ isCurrent }) => isCurrent);
}

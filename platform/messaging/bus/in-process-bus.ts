import type { Running } from '../../run/lifecycle.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Bus, EventText, Group, Watcher, Watching } from './bus.ts';

/** The bus of a single process. Every group has received the events when `append` returns, so the outbox is its only store. */
export class InProcessBus implements Bus {
  readonly #groups = new Set<Group>();
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #opened = Promise.withResolvers<void>();
  #position = 0;

  /** A bus that is not open delays appends until `open` is called, after all groups have joined. */
  constructor({ open = true }: { open?: boolean } = {}) {
    if (open) this.open();
  }

  open(): void {
    this.#opened.resolve();
  }

  async append(source: string, texts: readonly EventText[], _verified: string | null = null): Promise<string[]> {
    await this.#opened.promise;
    const events = texts.map((text) => JSON.parse(text) as CloudEvent);
    for (const { name, sources, receive } of this.#groups) {
      if (!sources.includes(source)) continue;
      const received = await receive(source, async () => events);
      if (received === null) throw new Error(`${name} is receiving already`);
    }
    for (const watcher of this.#watchers.get(source) ?? []) watcher.onEvents(events);
    return texts.map(() => String(++this.#position));
  }

  async start(_source: string, _verified: string | null): Promise<string | null> {
    return null;
  }

  async has(_source: string, positions: readonly string[]): Promise<boolean[]> {
    return positions.map(() => true);
  }

  join(group: Group): Running {
    this.#groups.add(group);
    return { stop: async () => void this.#groups.delete(group) };
  }

  watch(source: string, watcher: Watcher): Watching {
    const watchers = this.#watchers.get(source) ?? new Set();
    this.#watchers.set(source, watchers.add(watcher));
    return { isCurrent: true, stop: async () => void watchers.delete(watcher) };
  }

  /** Also lets delayed appends through. */
  async stop(): Promise<void> {
    this.#groups.clear();
    this.open();
  }
}

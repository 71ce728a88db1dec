import type { Running } from '../../run/lifecycle.ts';
import type { CloudEvent } from '../cloud-event.ts';

/** An event as JSON. */
export type EventText = string;

/**
 * Takes over the events that `read` returns, durably and in order, and returns their number. Returns null, without reading,
 * while another instance receives from the source.
 */
export type Receive = (source: string, read: () => Promise<CloudEvent[]>) => Promise<number | null>;

/** The instances of one subgraph, which receive each event once among them. */
export interface Group {
  name: string;
  sources: readonly string[];
  receive: Receive;
}

/** An observer of a source for as long as its process runs. */
export interface Watcher {
  onEvents(events: readonly CloudEvent[]): void;
  /** Events may be missing before those that follow. */
  onGap(): void;
}

/** The delivery of a source to a watcher. */
export interface Watching extends Running {
  /**
   * Whether the watcher had, a few seconds ago at most, every event that the bus had. False from the loss of a connection until the events
   * since then are delivered, or a gap is reported.
   */
  readonly isCurrent: boolean;
}

/** Carries events from a subgraph's relay to groups and watchers: at least once, the events of a source in the order of their appends. */
export interface Bus extends Running {
  /**
   * The id of the present start of the bus for a source; null for a bus that never loses an event. The bus may have lost its newest events
   * at that start: the relay finds them with `has`. `verified` is the start at which it last did, or null. Waits for the first connection
   * until the signal aborts.
   */
  start(source: string, verified: string | null, stopping?: AbortSignal): Promise<string | null>;
  /**
   * Appends the events durably, and returns the position of each. When it throws, some may have been appended.
   *
   * @throws UnverifiedStart when the present start is not the verified one.
   */
  append(source: string, events: readonly EventText[], verified: string | null): Promise<string[]>;
  /** For each of the positions, whether the bus still has it. */
  has(source: string, positions: readonly string[]): Promise<boolean[]>;
  /** Delivers events to a group, from the first that it has not received. */
  join(group: Group): Running;
  /** Delivers events to a watcher, from now on or from `since`, as far back as the bus has them. */
  watch(source: string, watcher: Watcher, since?: Date): Watching;
}

/** The bus was restarted, or another node took over, and its relay has not yet found the events that it lost. */
export class UnverifiedStart extends Error {}

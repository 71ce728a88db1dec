import type { Running } from '../../run/lifecycle.ts';
import type { CloudEvent } from '../cloud-event.ts';

/** One event on its way: the event as JSON. */
export type EventText = string;

/** Takes over the events that `read` gives, durably and in order, and returns how many; null while another instance is at it. */
export type Receive = (source: string, read: () => Promise<CloudEvent[]>) => Promise<number | null>;

/** Those who read together as one: a subgraph, however many instances of it there are. */
export interface Group {
  name: string;
  sources: readonly string[];
  receive: Receive;
}

/** What an instance sees of a stream while it runs. */
export interface Watcher {
  onEvents(events: readonly CloudEvent[]): void;
  /** Events are missing: whoever watches has to look at the present anew. */
  onGap(): void;
}

/**
 * What carries events from the relay of one subgraph to all who want them: at least once, the events of a source in the
 * order in which they were appended.
 */
export interface Bus extends Running {
  /**
   * Appends the events, and returns a position for each. When it returns they are kept for all groups. Throws where they may not
   * be: some may have been appended nevertheless. Throws Untrusted while `distrusted` is not null.
   */
  append(source: string, events: readonly EventText[]): Promise<string[]>;
  /**
   * Not null after a start of the bus in which it may have lost the newest of what it had, until `trust` is told of it: which
   * start.
   */
  distrusted(): Promise<string | null>;
  /** Which of the positions the bus still has, each in its place. */
  has(source: string, positions: readonly string[]): Promise<boolean[]>;
  trust(start: string): void;
  /** Begins to hand over to a group, beginning with what the group has not received yet. */
  join(group: Group): Running;
  /** Hands over what is appended from now on, or what the bus still has of what was since some time. */
  watch(source: string, watcher: Watcher, since?: Date): Running;
}

/** The bus was started anew, and may have lost what it had. */
export class Untrusted extends Error {}

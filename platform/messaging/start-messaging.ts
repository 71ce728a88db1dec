import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { BackgroundLoop } from '../run/background-loop.ts';
import type { Lifecycle } from '../run/lifecycle.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { Bus } from './bus/bus.ts';
import type { Handler } from './inbox/handler.ts';
import { Inbox } from './inbox/inbox.ts';
import { tracedHandlers } from './inbox/traced-handlers.ts';
import { InProcessFeed } from './live/live-feed.ts';
import { Relay } from './outbox/relay.ts';
import { pruneBatch, pruneEnvelopes, pruneOutbox } from './prune.ts';

/** The pause between two prunings, in milliseconds. */
const pruneInterval = 60_000;

/** The pause between two searches for pending events that have become due, in milliseconds. */
const pendingInterval = 500;

export interface MessagingParts {
  em: EntityManager;
  /** The subgraph's name. */
  name: string;
  bus: Bus;
  clock: Clock;
  log: Log;
  /** Null for a subgraph that records no traces. */
  tracing?: Tracing | null;
}

/** The subgraph's own events, for its use cases and subscriptions. */
export interface Outgoing {
  /** The events of all instances, from the bus. */
  feed: InProcessFeed;
  /** Relays events that were just committed, without waiting for the relay's interval. */
  wake(): void;
}

/** Relays the outbox, and feeds the events of all instances to subscriptions. */
export function startRelaying(parts: MessagingParts, lifecycle: Lifecycle): Outgoing {
  const { em, name, bus, clock, log, tracing = null } = parts;
  const feed = lifecycle.add('live feed', new InProcessFeed());
  lifecycle.add(
    'live feed',
    bus.watch(name, { onEvents: (events) => feed.publish(events), onGap: () => feed.interrupt() }),
  );
  const relay = lifecycle.add('relay', new Relay({ em, bus, source: name, clock, log, tracing }));
  const pruning = {
    pruneOutbox: async () => (await pruneOutbox(em, clock.now())) >= pruneBatch,
    pruneEnvelopes: async () => (await pruneEnvelopes(em, clock.now())) >= pruneBatch,
  };
  lifecycle.add('pruning', new BackgroundLoop(pruning, { interval: pruneInterval, startDelay: pruneInterval, log }));
  return { feed, wake: () => relay.wake() };
}

/** Receives the events of other subgraphs and handles them. */
export async function startReceiving(
  { em, name, bus, clock, log, tracing = null, handlers }: MessagingParts & { handlers: readonly Handler[] },
  lifecycle: Lifecycle,
): Promise<void> {
  const inbox = new Inbox({
    em,
    handlers: tracing ? tracedHandlers(tracing, name, handlers) : handlers,
    clock,
    log,
    onPending: () => handling.wake(),
  });
  await inbox.open();
  const jobs = { 'handle events': () => inbox.handleNext() };
  const handling = new BackgroundLoop(jobs, { interval: pendingInterval, log });
  lifecycle.add('event handling', handling);
  const group = { name, sources: inbox.sources, receive: inbox.receive.bind(inbox) };
  if (group.sources.length > 0) lifecycle.add('reading of events', bus.join(group));
}

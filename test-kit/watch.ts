import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from './until.ts';

/** One result of a subscription. */
export interface SubscriptionEvent {
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the fields that it selected
  data?: any;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> & { code: string } }[];
}

/** A client's subscription, over a WebSocket of its own. */
export interface Watch {
  events: SubscriptionEvent[];
  /** Resolves when the socket has closed. */
  closed: Promise<{ code: number; reason: string }>;
  /** Returns the end of the subscription, or null while it is active. */
  ended: () => 'complete' | { error: unknown } | null;
  /** Returns the next unread event; waits for it if necessary. */
  next(): Promise<SubscriptionEvent>;
  /** Breaks the connection, as a lost network does. */
  cut(): void;
  stop(): Promise<void>;
}

export interface WatchOptions {
  token?: string | null | undefined;
  variables?: Record<string, unknown>;
  headers?: Record<string, string>;
  extensions?: Record<string, unknown>;
  /** The payload of `connection_init`, beside the token. */
  parameters?: Record<string, unknown>;
}

/** Subscribes over a WebSocket of its own. */
export function watch(
  url: string,
  query: string,
  { token, variables = {}, headers = {}, extensions = {}, parameters = {} }: WatchOptions = {},
): Watch {
  const events: SubscriptionEvent[] = [];
  let read = 0;
  let socket: WebSocket | undefined;
  let ended: ReturnType<Watch['ended']> = null;
  const closing = Promise.withResolvers<{ code: number; reason: string }>();
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers });
        socket = this;
      }
    },
    retryAttempts: 0,
    connectionParams: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...parameters },
    on: { closed: (event) => closing.resolve(event as { code: number; reason: string }) },
  });
  const unsubscribe = client.subscribe<unknown>(
    { query, variables, extensions },
    {
      next: (event) => events.push(event as SubscriptionEvent),
      error: (error) => {
        ended = { error };
      },
      complete: () => {
        ended = 'complete';
      },
    },
  );
  return {
    events,
    closed: closing.promise,
    ended: () => ended,
    next: async () => {
      await until(() => events.length > read || ended !== null);
      const event = events[read++];
      if (!event) throw new Error(`the subscription ended without another event: ${JSON.stringify(ended)}`);
      return event;
    },
    cut: () => socket?.terminate(),
    stop: async () => {
      unsubscribe();
      await client.dispose();
    },
  };
}

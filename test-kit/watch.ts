import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from './until.ts';

export type Event = {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
  data?: any;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> & { code: string } }[];
};

/** A client's subscription over a real WebSocket. */
export interface Watch {
  events: Event[];
  /** Why the socket closed. */
  closed: Promise<{ code: number; reason: string }>;
  /** Whether it is over, and how. */
  ended: () => 'complete' | { error: unknown } | null;
  /** The next event that has not been read yet. */
  next(): Promise<Event>;
  stop(): Promise<void>;
}

export interface WatchOptions {
  token?: string | null | undefined;
  variables?: Record<string, unknown>;
  headers?: Record<string, string>;
}

export function watch(url: string, query: string, { token, variables = {}, headers = {} }: WatchOptions = {}): Watch {
  const events: Event[] = [];
  let read = 0;
  let ended: ReturnType<Watch['ended']> = null;
  const closing = Promise.withResolvers<{ code: number; reason: string }>();
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers });
      }
    },
    retryAttempts: 0,
    connectionParams: token ? { Authorization: `Bearer ${token}` } : {},
    on: { closed: (event) => closing.resolve(event as { code: number; reason: string }) },
  });
  const unsubscribe = client.subscribe<unknown>(
    { query, variables },
    {
      next: (event) => events.push(event as Event),
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
      if (!event) throw new Error(`no more events: ${JSON.stringify(ended)}`);
      return event;
    },
    stop: async () => {
      unsubscribe();
      await client.dispose();
    },
  };
}

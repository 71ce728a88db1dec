import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from './until.ts';

/** Subscriptions of one client over one socket. */
const perSocket = 100;

/** The time for all results of a crowd, in milliseconds. */
const patience = 30_000;

/** Many equal subscriptions. */
export interface Crowd {
  /** Waits until each subscription has this many results, and returns their last ones. */
  results(count: number): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** Subscribes `size` times, over as few sockets as the limit of operations allows. */
export function crowd(
  url: string,
  query: string,
  size: number,
  { token, variables = {} }: { token?: string; variables?: Record<string, unknown> } = {},
): Crowd {
  const newClient = () =>
    createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: token ? { Authorization: `Bearer ${token}` } : {},
    });
  const clients = Array.from({ length: Math.ceil(size / perSocket) }, newClient);
  const received = Array.from({ length: size }, (): Record<string, unknown>[] => []);
  const failures: unknown[] = [];
  for (const [at, results] of received.entries()) {
    const sink = {
      next: (result: object) => void results.push(result as Record<string, unknown>),
      error: (error: unknown) => void failures.push(error),
      complete: () => {},
    };
    clients[Math.floor(at / perSocket)]?.subscribe({ query, variables }, sink);
  }
  return {
    results: async (count) => {
      await until(() => failures.length > 0 || received.every(({ length }) => length >= count), patience);
      if (failures.length > 0) throw failures[0];
      return received.map((results) => results.at(-1) ?? {});
    },
    stop: async () => void (await Promise.all(clients.map((client) => client.dispose()))),
  };
}

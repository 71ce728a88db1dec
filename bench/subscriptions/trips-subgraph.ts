import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type TripState, tripNumberOf } from './trips.ts';
import { type TextOf, textOfQuery } from './upstream-text.ts';

export interface TripsSubgraph {
  url: string;
  /** Makes this the present of a trip, and sends it to every subscription of the trip. */
  publish(state: TripState): void;
  /** The number of subscriptions that it serves. */
  live(): number;
  /** Returns the number of events that it sent since the last call, each of which it would have executed. */
  takeEventCount(): number;
  stop(): Promise<void>;
}

interface UpstreamSubscription {
  socket: WebSocket;
  /** As JSON. */
  id: string;
  textOf: TextOf;
}

/** Starts a subgraph in memory that serves only its subscription, by graphql-transport-ws, and does nothing else that costs time. */
export async function startTripsSubgraph(): Promise<TripsSubgraph> {
  const rounds = new Map<number, number>();
  const byTrip = new Map<number, Set<UpstreamSubscription>>();
  let live = 0;
  let events = 0;

  const send = ({ socket, id, textOf }: UpstreamSubscription, state: TripState) => {
    events++;
    socket.send(`{"id":${id},"type":"next","payload":${textOf(state)}}`);
  };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"data":{"__typename":"Query"}}');
  });
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (socket) => {
    const own = new Map<string, () => void>();
    const subscribe = (id: string, { query, variables }: { query: string; variables: Record<string, unknown> }) => {
      const value = Object.values(variables)[0];
      if (typeof value !== 'string') throw new Error(`no trip in the variables of ${query}`);
      const trip = tripNumberOf(value);
      const subscription = { socket, id: JSON.stringify(id), textOf: textOfQuery(query, variables) };
      const watching = byTrip.get(trip) ?? new Set();
      byTrip.set(trip, watching.add(subscription));
      live++;
      own.set(id, () => {
        live--;
        own.delete(id);
        watching.delete(subscription);
      });
      send(subscription, { trip, round: rounds.get(trip) ?? 0 });
    };
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      for (const end of own.values()) end();
    });
    socket.on('message', (data) => {
      const { id, type, payload } = JSON.parse(String(data));
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      else if (type === 'ping') socket.send('{"type":"pong"}');
      else if (type === 'subscribe') subscribe(id, payload);
      else if (type === 'complete') own.get(id)?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    publish: (state) => {
      rounds.set(state.trip, state.round);
      for (const subscription of byTrip.get(state.trip) ?? []) send(subscription, state);
    },
    live: () => live,
    takeEventCount: () => {
      const taken = events;
      events = 0;
      return taken;
    },
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

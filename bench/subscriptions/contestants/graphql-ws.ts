// graphql-ws as its documentation sets it up, over a source in memory: no gateway, no subgraph, no network behind it.
import { EventEmitter } from 'node:events';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { BoundedQueue } from '#platform/run/bounded-queue.ts';
import { driverOf, tripNumberOf, tripOf, wholeSchema } from '../trips.ts';
import { serveMemory } from './serve-memory.ts';

const queueLength = 1_000;
const rounds = new Map<string, number>();
const events = new EventEmitter().setMaxListeners(0);

const eventOf = (tripId: string) => {
  const trip = tripNumberOf(tripId);
  return { tripUpdated: { ...tripOf({ trip, round: rounds.get(tripId) ?? 0 }), driver: driverOf(trip) } };
};

const schema = buildSchema(wholeSchema);
const field = schema.getSubscriptionType()?.getFields().tripUpdated;
if (!field) throw new Error('the schema has no subscription');
field.subscribe = (_root, { tripId }: { tripId: string }) => {
  const push = (event: unknown) => queue.push(event);
  const queue = new BoundedQueue<unknown>(queueLength, { onClose: () => events.off(tripId, push) });
  events.on(tripId, push);
  queue.push(eventOf(tripId));
  return queue;
};

/** Its clients are accepted by the server of this process. */
const sockets = new WebSocketServer({ noServer: true });
useServer({ schema }, sockets);

serveMemory({
  port: Number(process.argv[2]),
  onEvent: (tripId, round) => {
    rounds.set(tripId, Number(round));
    events.emit(tripId, eventOf(tripId));
  },
  onConnection: (socket, request) => sockets.emit('connection', socket, request),
});

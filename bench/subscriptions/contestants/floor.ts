// The floor: a bare `ws` server. It builds one frame an event and sends it to every subscriber of the trip. It parses no GraphQL.
import type { WebSocket } from 'ws';
import { serveMemory } from './serve-memory.ts';

const presents = new Map<string, Buffer>();
const watching = new Map<string, Set<WebSocket>>();

serveMemory({
  port: Number(process.argv[2]),
  onEvent: (tripId, text) => {
    const frame = Buffer.from(text);
    presents.set(tripId, frame);
    for (const socket of watching.get(tripId) ?? []) socket.send(frame, { binary: false });
  },
  onConnection: (socket) => {
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data));
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type !== 'subscribe') return;
      const { tripId } = payload.variables;
      const sockets = watching.get(tripId) ?? new Set();
      watching.set(tripId, sockets.add(socket));
      socket.on('close', () => sockets.delete(socket));
      const present = presents.get(tripId);
      if (present) socket.send(present, { binary: false });
    });
  },
});

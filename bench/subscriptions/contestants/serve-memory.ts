import { createServer, type IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

export interface MemoryServerOptions {
  port: number;
  /** Gets each event: the id of a trip, and what the benchmark publishes of it. */
  onEvent(tripId: string, content: string): void;
  /** Gets each client's socket. */
  onConnection(socket: WebSocket, request: IncomingMessage): void;
}

/** Serves clients at `/graphql`. The benchmark publishes the events at `/events`, as a subgraph would. */
export function serveMemory({ port, onEvent, onConnection }: MemoryServerOptions): void {
  const server = createServer((_request, response) => response.end());
  const clients = new WebSocketServer({ noServer: true, handleProtocols: () => 'graphql-transport-ws' });
  const publishers = new WebSocketServer({ noServer: true });
  clients.on('connection', onConnection);
  publishers.on('connection', (socket) => {
    socket.on('message', (data) => {
      const text = String(data);
      const end = text.indexOf('\n');
      onEvent(text.slice(0, end), text.slice(end + 1));
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const sockets = request.url === '/events' ? publishers : clients;
    sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request));
  });
  server.listen(port, '127.0.0.1');
}

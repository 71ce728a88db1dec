import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { clientNameOf } from '../client-name.ts';
import { ClientSocket } from './client-socket.ts';
import { Pinger } from './pinger.ts';
import { protocolOptions } from './protocol.ts';
import { SocketCounts } from './socket-counts.ts';
import type { RunningSockets, SocketOptions } from './socket-options.ts';
import { type Upgraded, upgradeListener } from './upgrade.ts';

/**
 * Serves GraphQL over WebSocket by the graphql-transport-ws protocol. `connection_init` has the token, as
 * `{"Authorization": "Bearer ..."}`. A socket is closed with 4403 when its token is invalid or expires, or its session ends: the client
 * then connects again with a new one.
 */
export function serveWebSocket(options: SocketOptions): RunningSockets {
  const { server, limits, drain, log, closeTimeout = 2_000, pingInterval = 12_000 } = options;
  const counts = new SocketCounts(limits);
  const protocol = makeServer(protocolOptions(options, counts));
  const pinger = new Pinger(pingInterval);
  const clients = new Set<ClientSocket>();
  let onEmpty = () => {};

  const webSocketOptions = {
    noServer: true,
    clientTracking: false,
    // Every frame is written by the client's bounded writer, which needs to know that ws keeps none back to compress it.
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: limits.messageBytes,
    closeTimeout,
    handleProtocols,
  };
  const open = ({ webSocket, stream, request, address }: Upgraded) => {
    const { 'accept-language': language, traceparent } = request.headers;
    const headers = { 'accept-language': language, traceparent };
    const named = { address, headers, name: clientNameOf(request.headers) };
    const client = new ClientSocket(webSocket, stream, named, { limits, counts, log });
    const release = counts.add(address);
    clients.add(client);
    drain.add(client);
    webSocket.once('close', () => {
      release();
      clients.delete(client);
      drain.remove(client);
      if (clients.size === 0) onEmpty();
    });
    pinger.add(client);
    client.onEnd(protocol.opened(client, client));
  };
  let stopping = false;
  const refuses = () => stopping || drain.began || options.isOverloaded?.() === true;
  const upgrade = upgradeListener({ ...options, refuses }, new WebSocketServer(webSocketOptions), counts, open);
  server.on('upgrade', upgrade);

  return {
    counts: () => ({ sockets: counts.sockets, ...counts.frames }),
    live: () => [...clients].reduce((sum, { connection }) => sum + liveOf(connection?.subscriptions ?? {}), 0),
    stop: async () => {
      stopping = true;
      for (const client of clients) client.leave();
      // ws cuts off the clients that do not answer in time.
      if (clients.size > 0) {
        await new Promise<void>((resolve) => {
          onEmpty = resolve;
        });
      }
      pinger.stop();
      server.off('upgrade', upgrade);
    },
  };
}

/** Operations with an iterator: one that is being prepared has none yet. */
const liveOf = (subscriptions: Record<string, unknown>): number => Object.values(subscriptions).filter(Boolean).length;

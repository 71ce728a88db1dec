import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import type { SocketCounts } from './socket-counts.ts';
import type { SocketOptions } from './socket-options.ts';

/** A socket that was opened, and its client. */
export interface Upgraded {
  webSocket: WebSocket;
  stream: Duplex;
  request: IncomingMessage;
  address: string;
}

export interface UpgradeOptions extends Pick<SocketOptions, 'path' | 'clientAddress' | 'acceptsOrigin'> {
  /** Whether the process opens no socket now. */
  refuses: () => boolean;
}

/**
 * Returns the listener of a server's upgrades. It refuses other paths with 404, pages of other origins with 403, an address with too many
 * sockets with 429, and every upgrade with 503 when the process has too many or opens none now.
 */
export function upgradeListener(
  { path, clientAddress, acceptsOrigin, refuses }: UpgradeOptions,
  webSockets: WebSocketServer,
  counts: SocketCounts,
  open: (upgraded: Upgraded) => void,
): (request: IncomingMessage, stream: Duplex, head: Buffer) => void {
  return (request, stream, head) => {
    if (URL.parse(request.url ?? '', 'http://localhost')?.pathname !== path) return refuse(stream, 404);
    if (!acceptsOrigin(request)) return refuse(stream, 403);
    if (refuses()) return refuse(stream, 503);
    const address = clientAddress(request);
    const refusal = counts.refusalOf(address);
    if (refusal !== null) return refuse(stream, refusal);
    webSockets.handleUpgrade(request, stream, head, (webSocket) => open({ webSocket, stream, request, address }));
  };
}

function refuse(stream: Duplex, status: number): void {
  // An error without a listener would end the process.
  stream.on('error', () => stream.destroy());
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  stream.end(head, () => stream.destroy());
}

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

export interface UpgradeOptions extends Pick<SocketOptions, 'path' | 'clientAddress' | 'acceptsOrigin' | 'retryAfter'> {
  /** Whether the process opens no socket now. */
  refuses: () => boolean;
}

/**
 * Returns the listener of a server's upgrades. It refuses other paths with 404, pages of other origins with 403, an address with too many
 * sockets, or too many in a time, with 429, and every upgrade with 503 when the process has too many or opens none now.
 */
export function upgradeListener(
  { path, clientAddress, acceptsOrigin, retryAfter, refuses }: UpgradeOptions,
  webSockets: WebSocketServer,
  counts: SocketCounts,
  open: (upgraded: Upgraded) => void,
): (request: IncomingMessage, stream: Duplex, head: Buffer) => void {
  const accept = (request: IncomingMessage, stream: Duplex, head: Buffer, address: string): void => {
    const refusal = counts.refusalOf(address);
    if (refusal !== null) refuse(stream, refusal);
    else webSockets.handleUpgrade(request, stream, head, (webSocket) => open({ webSocket, stream, request, address }));
  };
  return (request, stream, head) => {
    if (URL.parse(request.url ?? '', 'http://localhost')?.pathname !== path) return refuse(stream, 404);
    if (!acceptsOrigin(request)) return refuse(stream, 403);
    if (refuses()) return refuse(stream, 503);
    const address = clientAddress(request);
    const decide = (wait: number | null): void => {
      if (wait === null) accept(request, stream, head, address);
      else refuse(stream, 429, wait);
    };
    const wait = retryAfter?.(address) ?? null;
    if (!(wait instanceof Promise)) return decide(wait);
    // An error without a listener would end the process.
    const destroy = () => stream.destroy();
    stream.once('error', destroy);
    void wait.then((seconds) => {
      stream.off('error', destroy);
      if (refuses()) refuse(stream, 503);
      else decide(seconds);
    });
  };
}

function refuse(stream: Duplex, status: number, retryAfter?: number): void {
  // An error without a listener would end the process.
  stream.on('error', () => stream.destroy());
  const wait = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`;
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${wait}Connection: close\r\nContent-Length: 0\r\n\r\n`;
  stream.end(head, () => stream.destroy());
}

import { WebSocket } from 'ws';
import { hasLongNumbers, parseJson } from '#platform/lossless-json.ts';
import { maxResponseBytes } from './transport.ts';

/** A WebSocket implementation for graphql-ws whose upgrade request has these headers. It keeps the digits of long integers. */
export function socketWithHeaders(
  headers: Record<string, string>,
  handshakeTimeout: number,
): new (
  address: string,
  protocols: string,
) => WebSocket {
  return class extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers, handshakeTimeout, maxPayload: maxResponseBytes, perMessageDeflate: false });
      // graphql-ws parses text, and takes an object as it is.
      Object.defineProperty(this, 'onmessage', {
        set: (receive: (event: { data: unknown }) => void) =>
          this.addEventListener('message', ({ data }) => receive({ data: withoutLongNumbers(data) })),
      });
    }
  };
}

/** A message that `JSON.parse` would round, parsed; null when it is not JSON. Any other message is returned as it is. */
function withoutLongNumbers(message: unknown): unknown {
  if (typeof message !== 'string' || !hasLongNumbers(message)) return message;
  try {
    return parseJson(message);
  } catch {
    return null;
  }
}

import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

/** Writes to one client's socket, and knows how much waits for the client. */
export interface SocketWriter {
  /** Bytes that wait for the client. */
  readonly buffered: number;
  /** Writes a complete WebSocket text frame, built by the caller (unmasked, final). Ignored unless the socket is open. */
  writeFrame(frame: Buffer): void;
  /** Calls the listener whenever all that waited has been written. Returns the function that removes it. */
  onDrain(listener: () => void): () => void;
}

export function socketWriter(socket: WebSocket, duplex: Duplex): SocketWriter {
  return {
    get buffered() {
      return duplex.writableLength;
    },
    writeFrame: (frame) => {
      if (socket.readyState === WebSocket.OPEN) duplex.write(frame);
    },
    onDrain: (listener) => {
      duplex.on('drain', listener);
      return () => duplex.off('drain', listener);
    },
  };
}

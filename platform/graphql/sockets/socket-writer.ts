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

export interface WriterOptions {
  /** Bytes that may wait for the client. */
  maxBuffered: number;
  /** Counts the frames that are sent. */
  frames: { sent: number };
}

/** Its callback runs when all that was written before it has been written. */
const marker = Buffer.alloc(0);

/**
 * Writes every frame of a socket, except the close frame, which ends it. Terminates the socket when one more frame is written while more
 * bytes than the bound wait: its client does not read.
 */
export class BoundedWriter implements SocketWriter {
  readonly #webSocket: WebSocket;
  readonly #stream: Duplex;
  readonly #maxBuffered: number;
  readonly #frames: WriterOptions['frames'];
  /** Null until the first listener, as most sockets have none. */
  #listeners: Set<() => void> | null = null;
  #marked = false;

  /** @param stream the stream of the upgrade. Without compression, the WebSocket writes each of its frames to it at once. */
  constructor(webSocket: WebSocket, stream: Duplex, { maxBuffered, frames }: WriterOptions) {
    this.#webSocket = webSocket;
    this.#stream = stream;
    this.#maxBuffered = maxBuffered;
    this.#frames = frames;
  }

  get buffered(): number {
    return this.#stream.writableLength;
  }

  writeFrame(frame: Buffer): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return;
    if (this.buffered > this.#maxBuffered) {
      this.#webSocket.terminate();
      return;
    }
    this.#frames.sent++;
    this.#stream.write(frame);
    if (this.#listeners) this.#mark();
  }

  /** Resolves when what has been written so far was passed on, or never will be. Undefined when nothing waits. */
  flushed(): Promise<void> | undefined {
    if (this.buffered === 0) return undefined;
    return new Promise((resolve) => this.#stream.write(marker, () => resolve()));
  }

  onDrain(listener: () => void): () => void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    this.#mark();
    return () => {
      this.#listeners?.delete(listener);
      if (this.#listeners?.size === 0) this.#listeners = null;
    };
  }

  /** The stream's own event `drain` misses a short backlog. */
  #mark(): void {
    if (this.#marked || this.buffered === 0) return;
    this.#marked = true;
    this.#stream.write(marker, (error) => {
      this.#marked = false;
      if (error) return;
      for (const listener of [...(this.#listeners ?? [])]) listener();
      if (this.#listeners) this.#mark();
    });
  }
}

import net from 'node:net';
import { ExpectedMessage } from './expected-message.ts';
import { clientFrame, FrameReader, opcodes } from './web-socket-frames.ts';

export interface SubscriberOptions {
  port: number;
  /** The address of 127.0.0.0/8 that it connects from. */
  localAddress: string;
  id: string;
  query: string;
  variables: Record<string, unknown>;
  dataOf(round: number): unknown;
}

/** What a subscriber reports. */
export interface SubscriberEvents {
  /** The round that it must get next, or has just got. */
  round(): number;
  /** Whether it may get its last message once more: while other subscribers are joining. */
  mayRepeat(): boolean;
  /** It has got the message of the round for the first time. */
  onMessage(): void;
  onFailure(error: Error): void;
}

/** What all sockets read into, because each read is handled before the next. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1_024);
const headerEnd = Buffer.from('\r\n\r\n');
const pong = Buffer.from('{"type":"pong"}');

/**
 * A client of graphql-transport-ws with one subscription. It reads no more of the protocol than it needs: it shares a core with the
 * subgraphs, and must not be what is measured.
 */
export class Subscriber {
  readonly #options: SubscriberOptions;
  readonly #events: SubscriberEvents;
  readonly #expected: ExpectedMessage;
  readonly #reader = new FrameReader((...frame) => this.#onFrame(...frame));
  readonly #socket: net.Socket;
  #isUpgraded = false;
  #isAcknowledged = false;
  #isClosed = false;
  #lastRound = 0;

  constructor(options: SubscriberOptions, events: SubscriberEvents) {
    this.#options = options;
    this.#events = events;
    this.#expected = new ExpectedMessage(options);
    const { port, localAddress } = options;
    this.#socket = net.connect({
      port,
      host: '127.0.0.1',
      localAddress,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length) => this.#read(length) },
    });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error(`the socket of ${options.id} was closed`)));
    this.#socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    );
  }

  close(): Promise<void> {
    this.#isClosed = true;
    if (this.#socket.destroyed) return Promise.resolve();
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    // Without `complete`, as a client whose network is lost.
    this.#socket.destroy();
    return closed;
  }

  #read(length: number): boolean {
    try {
      if (this.#isUpgraded) this.#reader.read(readBuffer, length);
      else this.#readUpgrade(length);
    } catch (error) {
      this.#fail(error as Error);
    }
    return true;
  }

  #readUpgrade(length: number): void {
    const received = readBuffer.subarray(0, length);
    const end = received.indexOf(headerEnd);
    if (end < 0 || !received.toString('latin1', 0, end).startsWith('HTTP/1.1 101 ')) {
      throw new Error(`no upgrade: ${received.toString('latin1', 0, Math.min(length, 200))}`);
    }
    this.#isUpgraded = true;
    this.#send({ type: 'connection_init' });
    const rest = Buffer.from(received.subarray(end + headerEnd.length));
    if (rest.length > 0) this.#reader.read(rest, rest.length);
  }

  #onFrame(opcode: number, bytes: Buffer, from: number, to: number): void {
    if (opcode === opcodes.text) this.#onText(bytes, from, to);
    else if (opcode === opcodes.ping) this.#socket.write(clientFrame(opcodes.pong, bytes.subarray(from, to)));
    else throw new Error(`a frame of opcode ${opcode}: ${bytes.toString('latin1', from, to)}`);
  }

  #onText(bytes: Buffer, from: number, to: number): void {
    if (!this.#isAcknowledged) this.#onAcknowledgement(bytes.toString('utf8', from, to));
    // A message with a trip is longer.
    else if (to - from < 64 && JSON.parse(bytes.toString('utf8', from, to)).type === 'ping') {
      this.#socket.write(clientFrame(opcodes.text, pong));
    } else this.#onNext(bytes, from, to);
  }

  #onNext(bytes: Buffer, from: number, to: number): void {
    const round = this.#events.round();
    this.#expected.check(bytes, from, to, round);
    if (this.#lastRound !== round) {
      this.#lastRound = round;
      this.#events.onMessage();
    } else if (!this.#events.mayRepeat()) throw new Error(`${this.#options.id} got round ${round} twice`);
  }

  #onAcknowledgement(text: string): void {
    if (JSON.parse(text).type !== 'connection_ack') throw new Error(`expected connection_ack, got ${text}`);
    this.#isAcknowledged = true;
    const { id, query, variables } = this.#options;
    this.#send({ id, type: 'subscribe', payload: { query, variables } });
  }

  #send(message: unknown): void {
    this.#socket.write(clientFrame(opcodes.text, Buffer.from(JSON.stringify(message))));
  }

  #fail(error: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.destroy();
    this.#events.onFailure(error);
  }
}

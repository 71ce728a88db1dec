import type { Duplex } from 'node:stream';
import type { Context, PingMessage, SubscribePayload } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Language } from '#contract/language.ts';
import type { Viewer } from '#contract/viewer.ts';
import { languageOf } from '../../errors/language.ts';
import type { Log } from '../../log.ts';
import type { LongConnection } from '../../run/drain.ts';
import type { ClientName } from '../client-name.ts';
import type { RequestScope } from '../request-scope.ts';
import { closeCodes } from './close-codes.ts';
import { DeferredMessages } from './deferred-messages.ts';
import { frameOf } from './frame.ts';
import { MessageRate } from './message-rate.ts';
import type { SocketCounts } from './socket-counts.ts';
import type { SocketLimits } from './socket-limits.ts';
import type { SocketSession, UpgradeHeaders } from './socket-session.ts';
import { BoundedWriter } from './socket-writer.ts';

/** The state of the protocol on one socket. */
export type Connection = Context<Record<string, unknown>, ClientSocket>;

/** What the sockets of one server share. */
export interface SocketsContext {
  limits: SocketLimits;
  counts: SocketCounts;
  log: Log;
}

/** An operation from its message to its end. */
export interface SocketOperation {
  id: string;
  scope: RequestScope;
  isSubscription: boolean;
}

interface BegunOperation extends SocketOperation {
  /** The length of its message. */
  bytes: number;
}

/** Called with the code and the reason when the socket ends. */
type OnEnd = (code: number, reason: string) => Promise<void> | void;

const ping = frameOf('ping', '');

/** The code of a socket that is lost without a close frame (RFC 6455, 7.4.1). */
const abnormalClosure = 1006;

/** The longest reason of a close frame, in bytes (RFC 6455, 5.5). */
const maxReasonBytes = 123;

const none: ReadonlySet<string> = new Set();

/**
 * One client's socket, as the protocol sees it. It sends nothing and accepts nothing from the moment when it closes, however long the
 * client takes to answer.
 */
export class ClientSocket implements SocketSession, LongConnection {
  readonly protocol: string;
  readonly address: string;
  readonly headers: UpgradeHeaders;
  readonly writer: BoundedWriter;
  readonly expire = (): void => this.endSession('Forbidden');
  readonly language: Language;
  viewer: Viewer | null = null;
  token: string | null = null;
  client: ClientName;
  connection: Connection | null = null;
  /** The text of the message that is being handled. */
  text = '';
  readonly #webSocket: WebSocket;
  readonly #context: SocketsContext;
  readonly #rate: MessageRate;
  /** By the payload of their messages. Made when needed, as the next. */
  #operations: Map<SubscribePayload, BegunOperation> | undefined;
  #operationBytes = 0;
  #deferred: DeferredMessages | undefined;
  #closed: AbortController | undefined;
  #ended = false;
  #handle: ((text: string) => Promise<void>) | null = null;
  #begun: SubscribePayload | null = null;
  #onEnd: OnEnd[] = [];
  #answered = true;

  constructor(
    webSocket: WebSocket,
    stream: Duplex,
    client: { address: string; headers: UpgradeHeaders; name: ClientName },
    context: SocketsContext,
  ) {
    this.protocol = webSocket.protocol;
    this.address = client.address;
    this.headers = client.headers;
    this.client = client.name;
    this.language = languageOf(client.headers['accept-language']);
    this.writer = new BoundedWriter(webSocket, stream, {
      maxBuffered: context.limits.bufferedBytes,
      frames: context.counts.frames,
    });
    this.#webSocket = webSocket;
    this.#context = context;
    this.#rate = new MessageRate(context.limits.messagesPerSecond, performance.now());
    webSocket.on('message', (data) => {
      context.counts.frames.received++;
      this.#receive(String(data));
    });
    webSocket.on('ping', (data) => {
      if (this.#accepts()) this.writer.writeFrame(frameOf('pong', data));
    });
    webSocket.on('pong', () => {
      if (this.#accepts()) this.#answered = true;
    });
    // A client that is cut off, or breaks the protocol of WebSockets. ws closes the socket with the right code.
    webSocket.on('error', (error) => context.log.debug({ err: error }, 'a socket failed'));
    webSocket.once('close', (code, reason) => this.#end(code, String(reason)));
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === WebSocket.OPEN && !this.#ended;
  }

  get closed(): AbortSignal {
    this.#closed ??= new AbortController();
    if (this.#ended) this.#closed.abort();
    return this.#closed.signal;
  }

  /** The operations that have not ended. */
  get operations(): Iterable<SocketOperation> {
    return this.#operations?.values() ?? [];
  }

  /** The lengths of the messages of these operations. */
  get operationBytes(): number {
    return this.#operationBytes;
  }

  operationOf(payload: SubscribePayload): SocketOperation | undefined {
    return this.#operations?.get(payload);
  }

  /** Resolves when the client has room for more, so that an iterator is not read ahead of a slow client. */
  send(text: string): Promise<void> | undefined {
    this.#write(text);
    return this.isOpen ? this.writer.flushed() : undefined;
  }

  close(code: number = closeCodes.internalServerError, reason = ''): void {
    if (!this.isOpen) return;
    // The reason of graphql-ws repeats the client's operation id.
    this.#webSocket.close(code, Buffer.byteLength(reason) <= maxReasonBytes ? reason : '');
    this.#end(code, reason);
  }

  /**
   * Closes the socket with 4403. What waits for a client that does not read would reach it after the end of its session: the socket is
   * terminated then, so that it does not.
   */
  endSession(reason: string): void {
    if (!this.isOpen) return;
    if (this.writer.buffered === 0) this.close(closeCodes.forbidden, reason);
    else {
      this.#webSocket.terminate();
      this.#end(abnormalClosure, reason);
    }
  }

  leave(): void {
    this.close(closeCodes.serviceRestart, 'Service restart');
  }

  onMessage(handle: (text: string) => Promise<void>): void {
    this.#handle = handle;
  }

  /** Answers a ping of the protocol. */
  onPing(payload: PingMessage['payload']): void {
    const text = payload === undefined ? undefined : JSON.stringify(payload);
    if (text === undefined) this.#write('{"type":"pong"}');
    else if (Buffer.byteLength(text) <= this.#context.limits.pingBytes)
      this.#write(`{"type":"pong","payload":${text}}`);
    else this.close(closeCodes.badRequest, 'Ping payload too large');
  }

  /** Calls the listener when the socket ends; at once when it has. */
  onEnd(listener: OnEnd): void {
    if (this.#ended) void listener(closeCodes.internalServerError, '');
    else this.#onEnd.push(listener);
  }

  /** Begins the operation of the message that is being handled. */
  begin(payload: SubscribePayload, operation: SocketOperation): void {
    this.#operations ??= new Map();
    const begun = Object.assign(operation, { bytes: Buffer.byteLength(this.text) });
    this.#operations.set(payload, begun);
    this.#operationBytes += begun.bytes;
    this.#begun = payload;
  }

  /** Sends a ping, and terminates a socket whose client has not answered the one before. */
  ping(): void {
    if (!this.isOpen) return;
    if (this.#answered) {
      this.#answered = false;
      this.writer.writeFrame(ping);
    } else {
      this.#webSocket.terminate();
    }
  }

  #write(text: string): void {
    if (this.isOpen) this.writer.writeFrame(frameOf('text', text));
  }

  #accepts(): boolean {
    if (!this.isOpen) return false;
    if (this.#rate.take(performance.now())) return true;
    this.close(closeCodes.tooManyRequests, 'Too many messages');
    return false;
  }

  #receive(text: string): void {
    if (this.#accepts()) this.#receiveAccepted(text);
  }

  #receiveAccepted(text: string): void {
    if (!this.#handle || !this.isOpen) return;
    const ending = this.#endingIds();
    if (ending.size > 0) this.#deferred ??= new DeferredMessages();
    const deferred = this.#deferred?.defer(text, ending);
    if (deferred === 'full') this.close(closeCodes.tooManyRequests, 'Too many messages');
    if (!deferred) this.#handleNow(text, this.#handle);
  }

  /** The ids of operations that the client has completed, and that have not ended. */
  #endingIds(): ReadonlySet<string> {
    const { subscriptions } = this.connection ?? {};
    if (!subscriptions || !this.#operations?.size) return none;
    let ids: Set<string> | undefined;
    for (const { id } of this.#operations.values()) {
      if (id in subscriptions) continue;
      ids ??= new Set();
      ids.add(id);
    }
    return ids ?? none;
  }

  #handleNow(text: string, handle: (text: string) => Promise<void>): void {
    this.text = text;
    const handled = handle(text);
    // An operation has begun by now: the protocol prepares it before it waits for anything.
    const payload = this.#begun;
    this.text = '';
    this.#begun = null;
    void this.#finish(handled, payload);
  }

  async #finish(handled: Promise<void>, payload: SubscribePayload | null): Promise<void> {
    try {
      await handled;
    } catch (error) {
      if (this.isOpen) this.#context.log.error({ err: error }, 'a message of a socket could not be handled');
      this.close(closeCodes.internalServerError, 'Internal server error');
    } finally {
      if (payload) this.#release(payload);
      for (const text of this.#deferred?.take() ?? []) this.#receiveAccepted(text);
    }
  }

  #release(payload: SubscribePayload): void {
    const operation = this.#operations?.get(payload);
    if (!operation) return;
    this.#operations?.delete(payload);
    this.#operationBytes -= operation.bytes;
    if (operation.isSubscription) this.#context.counts.subscriptions--;
  }

  #end(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#closed?.abort();
    for (const listener of this.#onEnd) void this.#notify(listener, code, reason);
    this.#onEnd = [];
    for (const payload of this.#operations?.keys() ?? []) this.#release(payload);
  }

  async #notify(listener: OnEnd, code: number, reason: string): Promise<void> {
    try {
      await listener(code, reason);
    } catch (error) {
      this.#context.log.error({ err: error }, 'a subscription of a closed socket failed to end');
    }
  }
}

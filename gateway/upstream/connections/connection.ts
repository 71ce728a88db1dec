import net from 'node:net';
import tls from 'node:tls';
import { type ReadResponse, ResponseReader } from './response-reader.ts';

/** What becomes of a request that a connection carries. */
export interface Exchange {
  onResponse(response: ReadResponse): void;
  onError(error: Error): void;
}

export interface ConnectionOptions {
  origin: URL;
  /** Milliseconds to connect. */
  connectTimeout: number;
  /** Milliseconds that the connection may stay idle, unless the server closes it earlier. */
  idleTimeout: number;
  /** Bytes of the body of a response. */
  maxResponseBytes: number;
  /** Called when the connection can carry a request: when it is established, and after each response. */
  onFree: (connection: Connection) => void;
  /** Called once, when the connection can carry no more. With an error when it was never established. */
  onClose: (connection: Connection, error?: Error) => void;
}

/** The time before the end of the server's patience at which an idle connection is closed, in milliseconds. */
const keepAliveMargin = 1_000;

/** The most bytes that one read returns. */
const readBytes = 65_536;

/**
 * The buffer into which all connections read, one after another. A new one for each read would cost time, and memory until it is collected.
 */
const readBuffer = Buffer.allocUnsafeSlow(readBytes);

/** A connection to an origin, which carries one request after another. Its requests are never pipelined. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: net.Socket;
  #exchange: Exchange | null = null;
  #reader: ResponseReader | null = null;
  #isEstablished = false;
  #isClosed = false;
  /** On the clock of `performance.now()`. */
  #idleUntil = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { origin, connectTimeout } = options;
    const isSecure = origin.protocol === 'https:';
    const host = origin.hostname.replace(/^\[|\]$/g, '');
    const port = Number(origin.port || (isSecure ? 443 : 80));
    const onread = {
      buffer: readBuffer,
      callback: (length: number) => {
        this.#read(readBuffer.subarray(0, length));
        return true;
      },
    };
    const common = { host, port, noDelay: true, onread };
    this.#socket = isSecure
      ? tls.connect({ ...common, servername: net.isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'] })
      : net.connect(common);
    this.#socket.setTimeout(connectTimeout);
    this.#socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      this.#socket.setTimeout(0);
      this.#isEstablished = true;
      this.#free(undefined);
    });
    this.#socket.on('timeout', () => this.#fail(new DOMException('no connection in time', 'TimeoutError')));
    this.#socket.on('end', () => this.#end());
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  /** Whether an idle connection may still be used: the server would otherwise close it while the request is on its way. */
  get isFresh(): boolean {
    return !this.#isClosed && performance.now() < this.#idleUntil;
  }

  /** Sends a request, whose response or failure `exchange` gets. The connection must be free. */
  send(request: string, exchange: Exchange): void {
    this.#exchange = exchange;
    this.#reader = new ResponseReader(this.#options.maxResponseBytes);
    this.#socket.ref();
    this.#socket.write(request);
  }

  /** Closes the connection. The exchange in progress fails with the error. */
  close(error: Error): void {
    this.#fail(error);
  }

  #read(bytes: Buffer): void {
    this.#completeBy((reader) => reader.read(bytes));
  }

  #end(): void {
    this.#completeBy((reader) => reader.end());
  }

  /** Without a request in progress the server closes the connection, or sends what nobody has requested. */
  #completeBy(read: (reader: ResponseReader) => ReadResponse | null): void {
    if (!this.#reader) {
      this.#fail(new Error('the connection was closed'));
      return;
    }
    try {
      const response = read(this.#reader);
      if (response) this.#complete(response);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #complete(response: ReadResponse): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#reader = null;
    this.#free(response.keepAlive);
    exchange?.onResponse(response);
  }

  #free(keepAlive: number | undefined): void {
    const { idleTimeout, onFree } = this.#options;
    const time = Math.min(idleTimeout, keepAlive === undefined ? idleTimeout : keepAlive - keepAliveMargin);
    if (time <= 0) {
      this.#fail(new Error('the server closes the connection'));
      return;
    }
    this.#idleUntil = performance.now() + time;
    this.#socket.unref();
    onFree(this);
  }

  #fail(error: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#reader = null;
    this.#socket.destroy();
    this.#options.onClose(this, this.#isEstablished ? undefined : error);
    exchange?.onError(error);
  }
}

import { Connection, type ConnectionOptions, type Exchange } from './connection.ts';

export interface ConnectionPoolOptions extends Omit<ConnectionOptions, 'onFree' | 'onClose'> {
  /** Connections at once. More requests wait. */
  connections: number;
}

/** A request that waits for a connection, or has one. */
export interface PooledRequest extends Exchange {
  /** The bytes of the request, as text. */
  text: string;
  /** Called when the request gets a connection. */
  onStart: () => void;
}

/** The time between two looks for connections that were idle for too long, in milliseconds. */
const sweepInterval = 5_000;

/** Connections to one origin that stay open. The one that was used last is used first, so that the others close when there is less to do. */
export class ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  readonly #all = new Set<Connection>();
  /** Those of `#all` that are not established. */
  readonly #connecting = new Set<Connection>();
  /** The one that was used last is at the end. */
  readonly #idle: Connection[] = [];
  readonly #waiting = new Set<PooledRequest>();
  readonly #connections = new Map<PooledRequest, Connection>();
  readonly #sweep: NodeJS.Timeout;
  #closed: Error | null = null;
  /** Called when a request has ended. */
  #onEnd: () => void = () => {};

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#closeStale(), sweepInterval).unref();
  }

  /** Sends a request as soon as a connection is free. */
  send(request: PooledRequest): void {
    const connection = this.#closed ? undefined : this.#takeIdle();
    if (this.#closed) request.onError(this.#closed);
    else if (connection) this.#start(connection, request);
    else {
      this.#waiting.add(request);
      this.#connect();
    }
  }

  /** Gives a request up. Its connection is closed, because a response may be on its way. */
  cancel(request: PooledRequest, error: Error): void {
    this.#connections.get(request)?.close(error);
    if (this.#waiting.has(request)) this.#refuse(request, error);
  }

  /** Resolves when the requests in progress have ended. Later ones fail. */
  async close(): Promise<void> {
    this.#closed ??= new Error('the connections are closed');
    while (this.#waiting.size + this.#connections.size > 0)
      await new Promise<void>((resolve) => {
        this.#onEnd = resolve;
      });
    this.destroy(this.#closed);
  }

  /** Closes all connections. The requests in progress, those that wait and later ones fail with the error. */
  destroy(error: Error): void {
    this.#closed = error;
    clearInterval(this.#sweep);
    for (const request of this.#waiting) this.#refuse(request, error);
    for (const connection of this.#all) connection.close(error);
  }

  #takeIdle(): Connection | undefined {
    for (let connection = this.#idle.pop(); connection; connection = this.#idle.pop()) {
      if (connection.isFresh) return connection;
      connection.close(new Error('idle for too long'));
    }
    return undefined;
  }

  #start(connection: Connection, request: PooledRequest): void {
    this.#connections.set(request, connection);
    const end = () => {
      this.#connections.delete(request);
      this.#onEnd();
    };
    request.onStart();
    connection.send(request.text, {
      onResponse: (response) => {
        end();
        request.onResponse(response);
      },
      onError: (error) => {
        end();
        request.onError(error);
      },
    });
  }

  /** Opens a connection, unless as many are being opened as requests wait. */
  #connect(): void {
    if (this.#connecting.size >= this.#waiting.size || this.#all.size >= this.#options.connections) return;
    const connection = new Connection({
      ...this.#options,
      onFree: (free) => this.#free(free),
      onClose: (closed, error) => this.#forget(closed, error),
    });
    this.#all.add(connection);
    this.#connecting.add(connection);
  }

  #free(connection: Connection): void {
    this.#connecting.delete(connection);
    const [request] = this.#waiting;
    if (!request) {
      this.#idle.push(connection);
      return;
    }
    this.#waiting.delete(request);
    this.#start(connection, request);
  }

  /** A connection that was never established fails the request that has waited the longest. */
  #forget(connection: Connection, error: Error | undefined): void {
    this.#all.delete(connection);
    this.#connecting.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    const [request] = this.#waiting;
    if (request && error) this.#refuse(request, error);
    this.#connect();
  }

  /** Fails a request that waits. */
  #refuse(request: PooledRequest, error: Error): void {
    this.#waiting.delete(request);
    request.onError(error);
    this.#onEnd();
  }

  #closeStale(): void {
    for (const connection of [...this.#idle]) if (!connection.isFresh) connection.close(new Error('idle for too long'));
  }
}

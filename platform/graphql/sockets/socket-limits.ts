/** The bounds of the sockets of one process. */
export interface SocketLimits {
  /** Sockets of all clients. */
  sockets: number;
  /** Sockets of one address, where an IPv6 network of 64 bits counts as one. */
  socketsPerAddress: number;
  /** Subscriptions of all sockets. */
  subscriptions: number;
  /** Operations that one socket may run at once. */
  operationsPerSocket: number;
  /** Bytes of the messages of the operations that one socket runs at once: documents and variables are kept as long. */
  operationBytesPerSocket: number;
  /** Subscriptions of a socket without a token, at once. */
  anonymousSubscriptionsPerSocket: number;
  /** Messages of one socket in a second, on average. Five seconds' worth may come at once. */
  messagesPerSecond: number;
  /** The longest message, in bytes. */
  messageBytes: number;
  /** The longest payload of a ping, in bytes. */
  pingBytes: number;
  /** Bytes that may wait for a client that does not read. With more, the next message terminates its socket. */
  bufferedBytes: number;
}

const common = {
  sockets: 20_000,
  subscriptions: 100_000,
  operationsPerSocket: 100,
  anonymousSubscriptionsPerSocket: 100,
  messageBytes: 256 * 1024,
  pingBytes: 1_024,
  bufferedBytes: 1024 * 1024,
};

/** Outside production the clients of a test or a benchmark share one address. */
const addressFactor = (production: boolean): number => (production ? 1 : 100);

/** The default bounds of a server whose clients are anyone: the gateway. */
export const clientLimits = (production: boolean): SocketLimits => ({
  ...common,
  socketsPerAddress: 500 * addressFactor(production),
  operationBytesPerSocket: common.messageBytes,
  messagesPerSecond: 100,
});

/** The default bounds of a server whose clients are gateways, each of which carries many clients from one address: a subgraph. */
export const gatewayLimits = (production: boolean): SocketLimits => ({
  ...common,
  socketsPerAddress: common.sockets * addressFactor(production),
  // A client's large variables must not use up the bound of all that share a gateway's socket.
  operationBytesPerSocket: common.messageBytes * common.operationsPerSocket,
  messagesPerSecond: 5_000,
});

import type { IncomingMessage, Server } from 'node:http';
import type { ExecutionArgs, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { OperationResult, SubscribePayload } from 'graphql-ws';
import type { ClientAddress } from '../../http/client-address.ts';
import type { Log } from '../../log.ts';
import type { Drain } from '../../run/drain.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { SessionWatch } from '../../security/session-watch.ts';
import type { VerifyToken } from '../../security/verify-token.ts';
import type { RequestScope } from '../request-scope.ts';
import type { SocketLimits } from './socket-limits.ts';
import type { SocketSession } from './socket-session.ts';

export interface SocketOptions {
  server: Server;
  path: string;
  limits: SocketLimits;
  clientAddress: ClientAddress;
  /** Whether the page that opens a socket, if it is one, may. */
  acceptsOrigin(request: IncomingMessage): boolean;
  /** Counts a new socket of this address. Returns the seconds after which it may be repeated, with which it is refused; null to accept it. */
  retryAfter?: (address: string) => Promise<number | null> | number | null;
  /** Null for a server that passes tokens on without verifying them. */
  verifyToken: VerifyToken | null;
  /** Closes the sockets of sessions that end. */
  sessions: SessionWatch;
  /** Closes the sockets when the process is about to stop. */
  drain: Drain;
  /** Whether to refuse a new socket with 503, because the process cannot keep up. */
  isOverloaded?: () => boolean;
  log: Log;
  /**
   * Returns the arguments to execute an operation with, or errors. `id` is the operation's id on its socket, `scope` that of its errors.
   * Must not throw: that would close the socket.
   */
  prepare(
    session: SocketSession,
    payload: SubscribePayload,
    id: string,
    scope: RequestScope,
  ): ExecutionArgs | readonly GraphQLError[];
  execute(args: ExecutionArgs): OperationResult;
  /** An iterator that rejects with a SubscriptionEnded sends the errors of that. */
  subscribe(args: ExecutionArgs): OperationResult;
  /** The shape in which an error is sent. */
  shape(error: GraphQLError | GraphQLFormattedError, scope: RequestScope): GraphQLFormattedError;
  /** Whether `prepare` gets integers beyond 2^53 as BigInts. They are rounded otherwise. */
  longIntegers?: boolean;
  /** Whether a client may name the id of its request, in `extensions.requestId` of the operation: the gateway, to a subgraph. */
  acceptRequestIds?: boolean;
  /** The time for a client to send `connection_init`, in milliseconds. */
  initTimeout?: number;
  /** The time for a client to answer when its socket is closed, in milliseconds. */
  closeTimeout?: number;
  /** The interval of the pings, in milliseconds. A client has as long to answer. */
  pingInterval?: number;
}

export interface RunningSockets extends Running {
  /** The number of live subscriptions. */
  live(): number;
  /** The open sockets, and the frames since the start. */
  counts(): { sockets: number; received: number; sent: number };
}

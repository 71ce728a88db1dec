import type { z } from 'zod';
import { setting } from '../../settings.ts';
import type { SocketLimits } from './socket-limits.ts';

/** The variables with the bounds of sockets. */
export const socketSettings = {
  SOCKETS_PER_PROCESS: setting.whole(1, 1_000_000).optional(),
  SOCKETS_PER_ADDRESS: setting.whole(1, 1_000_000).optional(),
  SUBSCRIPTIONS_PER_PROCESS: setting.whole(1, 10_000_000).optional(),
  OPERATIONS_PER_SOCKET: setting.whole(1, 100_000).optional(),
  SOCKET_OPERATION_BYTES: setting.whole(1_024, 1024 * 1024 * 1024).optional(),
  ANONYMOUS_SUBSCRIPTIONS_PER_SOCKET: setting.whole(0, 100_000).optional(),
  SOCKET_MESSAGES_PER_SECOND: setting.whole(1, 1_000_000).optional(),
  SOCKET_MESSAGE_BYTES: setting.whole(1_024, 16 * 1024 * 1024).optional(),
  SOCKET_PING_BYTES: setting.whole(0, 1024 * 1024).optional(),
  SOCKET_BUFFERED_BYTES: setting.whole(1_024, 1024 * 1024 * 1024).optional(),
};

type Variables = { [Name in keyof typeof socketSettings]?: z.output<(typeof socketSettings)[Name]> };

/** The bounds that the variables set, and the defaults of the others. */
export function socketLimitsOf(variables: Variables, defaults: SocketLimits): SocketLimits {
  return {
    sockets: variables.SOCKETS_PER_PROCESS ?? defaults.sockets,
    socketsPerAddress: variables.SOCKETS_PER_ADDRESS ?? defaults.socketsPerAddress,
    subscriptions: variables.SUBSCRIPTIONS_PER_PROCESS ?? defaults.subscriptions,
    operationsPerSocket: variables.OPERATIONS_PER_SOCKET ?? defaults.operationsPerSocket,
    operationBytesPerSocket: variables.SOCKET_OPERATION_BYTES ?? defaults.operationBytesPerSocket,
    anonymousSubscriptionsPerSocket:
      variables.ANONYMOUS_SUBSCRIPTIONS_PER_SOCKET ?? defaults.anonymousSubscriptionsPerSocket,
    messagesPerSecond: variables.SOCKET_MESSAGES_PER_SECOND ?? defaults.messagesPerSecond,
    messageBytes: variables.SOCKET_MESSAGE_BYTES ?? defaults.messageBytes,
    pingBytes: variables.SOCKET_PING_BYTES ?? defaults.pingBytes,
    bufferedBytes: variables.SOCKET_BUFFERED_BYTES ?? defaults.bufferedBytes,
  };
}

import { bearerToken } from '../../security/access-token.ts';
import { InvalidToken } from '../../security/verify-token.ts';
import { clientNameOf } from '../client-name.ts';
import type { ClientSocket } from './client-socket.ts';
import { closeCodes } from './close-codes.ts';
import type { SocketOptions } from './socket-options.ts';

/**
 * Opens the session of a socket by the token in `connection_init`, and closes the socket when that ends. Returns false for an invalid token.
 */
export async function openSession(
  client: ClientSocket,
  parameters: Readonly<Record<string, unknown>> | undefined,
  { verifyToken, sessions, log }: Pick<SocketOptions, 'verifyToken' | 'sessions' | 'log'>,
): Promise<boolean> {
  try {
    const token = bearerToken(parameters?.Authorization ?? parameters?.authorization);
    const viewer = token && verifyToken ? await verifyToken(token) : null;
    client.token = token;
    client.viewer = viewer;
    if (parameters) client.client = clientNameOf(parameters, client.client);
    if (viewer && client.isOpen) {
      const end = { expired: 'Token expired', revoked: 'Session ended' };
      client.onEnd(sessions.onEnd(viewer, (reason) => client.endSession(end[reason])));
    }
    return true;
  } catch (error) {
    if (error instanceof InvalidToken) return false;
    log.error({ err: error }, 'a token could not be verified');
    client.close(closeCodes.tryAgainLater, 'Try again later');
    return false;
  }
}

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { parseJson, stringifyJson } from '#platform/lossless-json.ts';
import { until } from '#test-kit/until.ts';

export interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** A graphql-ws client that exposes each message, runs several operations on one socket and can drop it. */
export interface RawSocket {
  messages: Message[];
  closed: boolean;
  subscribe(id: string, query: string, variables?: Record<string, unknown>): void;
  /** Sends a message as it is. */
  send(text: string): void;
  complete(id: string): void;
  /** The next unread message of an operation. Throws when the socket closes first. */
  next(id: string): Promise<Message>;
  /** Closes the socket without a close frame. */
  terminate(): void;
}

export async function rawSocket(
  url: string,
  parameters: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<RawSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', { headers });
  const messages: Message[] = [];
  const read = new Map<string, number>();
  const state: RawSocket = {
    messages,
    closed: false,
    subscribe: (id, query, variables = {}) => send({ id, type: 'subscribe', payload: { query, variables } }),
    send: (text) => socket.send(text),
    complete: (id) => send({ id, type: 'complete' }),
    next: async (id) => {
      const at = read.get(id) ?? 0;
      read.set(id, at + 1);
      const found = () => messages.filter((each) => each.id === id)[at];
      await until(() => found() !== undefined || state.closed);
      const message = found();
      if (!message) throw new Error('the socket closed');
      return message;
    },
    terminate: () => socket.terminate(),
  };
  const send = (message: Message) => socket.send(stringifyJson(message));
  socket.on('message', (data) => messages.push(parseJson(String(data)) as Message));
  socket.on('close', () => {
    state.closed = true;
  });
  await once(socket, 'open');
  send({ type: 'connection_init', payload: parameters });
  await until(() => messages.length > 0);
  return state;
}

import { WebSocket } from 'ws';
import { until } from '#test-kit/until.ts';
import { identifiers } from './operations.ts';
import type { Scene, Viewers } from './scene.ts';
import { foreignJwt, values } from './values.ts';

type Message = object | string;

/** Opens a socket, sends messages, and keeps what comes back until the last operation has ended or the socket is closed. */
async function exchange({ client }: Scene, from: string, url: string, messages: readonly Message[]): Promise<void> {
  const headers = { 'x-request-id': values.token, 'accept-language': values.name, cookie: `a=${values.token}` };
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', { headers });
  socket.on('error', () => {});
  let isAcknowledged = false;
  let isOver = false;
  socket.on('close', (code, reason) => {
    client.received(from, JSON.stringify({ errors: [{ message: `${code} ${reason}` }] }));
    isOver = true;
  });
  socket.on('message', (data) => {
    const text = String(data);
    client.received(from, text);
    if (text.includes('"connection_ack"')) isAcknowledged = true;
    if (text.includes(`"id":"${last.id}"`)) isOver = true;
  });
  await until(() => isOver || socket.readyState === WebSocket.OPEN);
  for (const message of messages) {
    if (isOver) break;
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    const isInit = typeof message === 'object' && 'type' in message && message.type === 'connection_init';
    if (isInit) await until(() => isAcknowledged || isOver);
  }
  await until(() => isOver);
  socket.terminate();
}

const last = { type: 'subscribe', id: 'last', payload: { query: '{ __typename }' } };

/** Operations and messages over WebSockets, right and wrong, at the gateway and at a subgraph. */
export async function useSockets(
  scene: Scene,
  { passenger }: Viewers,
  subscriptions: readonly string[],
): Promise<void> {
  const { token, phone, name, sentence } = values;
  const init = (Authorization?: string) => ({
    type: 'connection_init',
    payload: { ...(Authorization ? { Authorization } : {}), [token]: sentence, phone },
  });
  const payloads = [
    ...subscriptions.map((query) => ({ query, variables: { [`${identifiers.variable}_tripId`]: token } })),
    { query: `subscription { tripUpdated(tripId: "${token}") { id } }` },
    { query: `{ me "${token}" }` },
    { query: `{ trip(id: "${token}") { id } }`, operationName: identifiers.alias },
    { query: `query ($id: ID!) { trip(id: $id) { id } }`, variables: { id: { token } }, extensions: { token } },
    { query: `mutation { refreshTokens(input: { refreshToken: "${token}" }) { accessToken } }` },
  ];
  const operations = payloads.map((payload, at) => ({ type: 'subscribe', id: `${name} ${at}`, payload }));
  for (const url of [scene.platform.url, scene.platform.urlOf('trips')]) {
    await exchange(scene, 'a socket with a token', url, [init(`Bearer ${passenger}`), ...operations, last]);
    await exchange(scene, 'an anonymous socket', url, [init(), ...operations, last]);
    const refused: Message[][] = [
      [init(`Bearer ${token}`)],
      [init(`Bearer ${foreignJwt}`)],
      [`{"type": "connection_init", "payload": "${token}`],
      [{ type: token, payload: { token } }],
      [init(), { type: 'subscribe', id: token, payload: { query: 5, token } }],
      [init(), { type: 'subscribe', id: token, payload: token }],
      [init(), { type: token }],
      [{ type: 'subscribe', id: token, payload: { query: `{ trip(id: "${token}") { id } }` } }],
      [init(), init(token)],
    ];
    for (const messages of refused) await exchange(scene, 'a refused socket', url, messages);
  }
}

/** Subscriptions over HTTP that end by themselves. */
export async function useStreams({ client }: Scene, { passenger }: Viewers): Promise<void> {
  const { token } = values;
  const query = `subscription { tripUpdated(tripId: "${token}") { id ${token.slice(0, 6)} } }`;
  for (const accept of ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
    const headers = { 'content-type': 'application/json', accept, authorization: `Bearer ${passenger}` };
    await client.send('a stream', '/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) });
    await client.send('a stream by GET', `/graphql?${new URLSearchParams({ query, token })}`, { headers: { accept } });
  }
}

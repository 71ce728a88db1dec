import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { execute, parse, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { parseJson, reviveIntegers, stringifyJson } from '#platform/lossless-json.ts';
import { executableSchema, type Resolvers } from './executable-schema.ts';

export interface ReceivedRequest {
  headers: IncomingHttpHeaders;
  query: string;
  variables: Record<string, unknown>;
}

interface ReceivedBody {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
}

/** Handles a request in place of the schema. */
export type RequestHandler = (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>;

/** A subgraph of a test, over real HTTP and WebSocket. */
export interface TinySubgraph {
  name: string;
  url: string;
  typeDefs: string;
  /** The HTTP requests, in order. */
  requests: ReceivedRequest[];
  /** The WebSocket connections, in order, with the payload of each `connection_init`. */
  connections: { headers: IncomingHttpHeaders; parameters: Record<string, unknown> }[];
  /** The `subscribe` messages, in order. */
  subscriptions: { query: string; variables: Record<string, unknown> | null | undefined }[];
  /** The number of active subscriptions. */
  activeSubscriptions(): number;
  /** Makes `handler` respond to HTTP requests; null restores the schema. */
  handleWith(handler: RequestHandler | null): void;
  /** Terminates every WebSocket without a close frame, as a killed process does. */
  terminateSockets(): void;
  stop(): Promise<void>;
}

export interface TinySubgraphOptions {
  name: string;
  typeDefs: string;
  resolvers?: Resolvers;
  /** The `extensions` of each event of a subscription; none by default. */
  eventExtensions?: Record<string, unknown>;
}

const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@authenticated", "@requiresScopes"])\n`;

export async function startTinySubgraph({
  name,
  typeDefs,
  resolvers,
  eventExtensions,
}: TinySubgraphOptions): Promise<TinySubgraph> {
  const linked = typeDefs.includes('@link(') ? typeDefs : header + typeDefs;
  const schema = executableSchema(linked, resolvers);
  const requests: ReceivedRequest[] = [];
  const connections: TinySubgraph['connections'] = [];
  const subscriptions: TinySubgraph['subscriptions'] = [];
  const open = new Set<{ subscriptions: Record<string, unknown> }>();
  let handler: RequestHandler | null = null;

  const server = createServer(async (request, response) => {
    // The gateway asks for a health report first.
    if (request.method !== 'POST') return respond(response, 404, { errors: [{ message: 'not found' }] });
    const { query, variables, operationName } = parseJson(await text(request)) as ReceivedBody;
    const received = { headers: request.headers, query, variables };
    requests.push(received);
    if (handler) return handler(response, received);
    const result = await execute({ schema, document: parse(query), variableValues: variables, operationName });
    respond(response, 200, result);
  });
  const webSockets = new WebSocketServer({ server });
  const graphql = useServer(
    {
      schema,
      execute,
      subscribe,
      jsonMessageReviver: reviveIntegers as (key: string, value: unknown) => unknown,
      onConnect: (connection) => {
        open.add(connection);
        const { headers } = connection.extra.request;
        connections.push({ headers, parameters: { ...connection.connectionParams } });
      },
      onSubscribe: (_connection, _id, { query, variables }) => {
        subscriptions.push({ query, variables });
      },
      onNext: (_connection, _id, _payload, _args, result) =>
        eventExtensions ? { ...result, extensions: eventExtensions } : undefined,
      onClose: (connection) => {
        open.delete(connection);
      },
    },
    webSockets,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    typeDefs: linked,
    requests,
    connections,
    subscriptions,
    activeSubscriptions: () => [...open].reduce((sum, each) => sum + Object.keys(each.subscriptions).length, 0),
    handleWith: (next) => {
      handler = next;
    },
    terminateSockets: () => {
      for (const socket of webSockets.clients) socket.terminate();
    },
    stop: async () => {
      for (const socket of webSockets.clients) socket.terminate();
      await graphql.dispose();
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends a JSON response. */
export function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(stringifyJson(body));
}

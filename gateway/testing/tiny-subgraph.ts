import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

export interface SeenRequest {
  headers: IncomingHttpHeaders;
  query: string;
  variables: Record<string, unknown>;
}

/** What a subgraph does in place of answering. */
export type Misbehaviour = (response: ServerResponse, seen: SeenRequest) => void | Promise<void>;

/** A subgraph that is no more than its resolvers, over real HTTP and WebSocket. */
export interface TinySubgraph {
  name: string;
  url: string;
  typeDefs: string;
  /** The requests that came by HTTP, the last one last. */
  seen: SeenRequest[];
  /** The upgrades to a WebSocket that came, with the parameters of their `connection_init`. */
  sockets: { headers: IncomingHttpHeaders; parameters: Record<string, unknown> }[];
  /** What was subscribed to. */
  subscribed: { query: string; variables: Record<string, unknown> | null | undefined }[];
  /** How many subscriptions run at the moment. */
  live(): number;
  misbehave(how: Misbehaviour | null): void;
  /** Drops every WebSocket without a word, as a process that dies does. */
  dropSockets(): void;
  stop(): Promise<void>;
}

export interface TinySubgraphOptions {
  name: string;
  typeDefs: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test has a schema of its own
  resolvers?: any;
}

const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@authenticated", "@requiresScopes"])\n`;

export async function startTinySubgraph({
  name,
  typeDefs,
  resolvers = {},
}: TinySubgraphOptions): Promise<TinySubgraph> {
  const linked = typeDefs.includes('@link(') ? typeDefs : header + typeDefs;
  const schema = buildSubgraphSchema([{ typeDefs: parse(linked), resolvers }]);
  const seen: SeenRequest[] = [];
  const sockets: TinySubgraph['sockets'] = [];
  const subscribed: TinySubgraph['subscribed'] = [];
  const connections = new Set<{ subscriptions: Record<string, unknown> }>();
  let misbehaviour: Misbehaviour | null = null;

  const server = createServer(async (request, response) => {
    const { query, variables, operationName } = JSON.parse(await text(request));
    const request_ = { headers: request.headers, query, variables };
    seen.push(request_);
    if (misbehaviour) return misbehaviour(response, request_);
    const result = await execute({ schema, document: parse(query), variableValues: variables, operationName });
    answer(response, 200, result);
  });
  const webSockets = new WebSocketServer({ server });
  const graphql = useServer(
    {
      schema,
      execute,
      subscribe,
      onConnect: (connection) => {
        connections.add(connection);
        const { headers } = connection.extra.request;
        sockets.push({ headers, parameters: { ...connection.connectionParams } });
      },
      onSubscribe: (_connection, _id, { query, variables }) => {
        subscribed.push({ query, variables });
      },
      onClose: (connection) => {
        connections.delete(connection);
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
    seen,
    sockets,
    subscribed,
    live: () => [...connections].reduce((sum, each) => sum + Object.keys(each.subscriptions).length, 0),
    misbehave: (how) => {
      misbehaviour = how;
    },
    dropSockets: () => {
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

/** Answers with JSON. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

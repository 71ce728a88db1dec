import { EventEmitter, on, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { mapIterator } from '#platform/run/map-iterator.ts';
import type { JsonObject } from '../../graphql/json-object.ts';
import type { FakeData } from './fake-data.ts';
import type { FakeSubgraph } from './fake-subgraph.ts';

/** Data that changes for all subgraphs at once. */
export class ChangingData {
  readonly changes = new EventEmitter().setMaxListeners(0);
  current: FakeData;

  constructor(data: FakeData) {
    this.current = data;
  }

  /** Each subscription gets an event. */
  change(data: FakeData): void {
    this.current = data;
    this.changes.emit('change');
  }
}

export interface ServedFakeSubgraph {
  url: string;
  stop(): Promise<void>;
}

interface GraphQLRequest {
  query: string;
  variables?: JsonObject;
}

/** Serves a fake subgraph over HTTP and WebSocket. Its subscriptions send the present data, and again after each change. */
export async function serveFakeSubgraph(fake: FakeSubgraph, data: ChangingData): Promise<ServedFakeSubgraph> {
  const execute = ({ query, variables }: GraphQLRequest): string =>
    fake.execute(query, variables ?? {}, { data: data.current, mutations: 0 }).json;
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as GraphQLRequest;
    response.setHeader('content-type', 'application/json').end(execute(body));
  });
  const webSockets = new WebSocketServer({ server });
  const graphql = useServer(
    {
      onSubscribe: (_connection, _id, payload) => ({
        schema: fake.schema,
        document: parse(payload.query),
        contextValue: payload,
      }),
      // Its errors are JSON already.
      onNext: (_connection, _id, _payload, _args, result) => result,
      subscribe: ({ contextValue }) => {
        const event = () => JSON.parse(execute(contextValue as GraphQLRequest)) as object;
        return mapIterator(on(data.changes, 'change'), event, [event()]);
      },
    },
    webSockets,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    stop: async () => {
      for (const socket of webSockets.clients) socket.terminate();
      await graphql.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

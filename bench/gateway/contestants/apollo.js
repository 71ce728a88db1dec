// @apollo/gateway as its documentation sets it up, in a standalone @apollo/server.
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

const [file, port] = process.argv.slice(2);

class WithToken extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.authorization) request.http?.headers.set('authorization', context.authorization);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(file, 'utf8'),
  buildService: ({ url }) => new WithToken({ url }),
});
const server = new ApolloServer({ gateway });
const context = async ({ req }) => ({ authorization: req.headers.authorization });
await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(port) }, context });

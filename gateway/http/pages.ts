import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServedGraph } from '../supergraph/served-graph.ts';
import { graphiqlPage } from './explorers/graphiql-page.ts';
import { sandboxPage } from './explorers/sandbox-page.ts';
import { starterOperations } from './explorers/starter-operations.ts';

const operationParameters = ['query', 'extensions', 'documentId'];

const acceptsHtml = ({ headers }: FastifyRequest): boolean => (headers.accept ?? '').includes('text/html');

/** Returns whether a browser requests the page, without a GraphQL operation. */
export function isPageRequest(request: FastifyRequest): boolean {
  const { method, query } = request;
  const hasOperation = typeof query === 'object' && query !== null && operationParameters.some((name) => name in query);
  return method !== 'POST' && !hasOperation && acceptsHtml(request);
}

export interface PageOptions {
  served: ServedGraph;
  /** Whether the gateway serves Sandbox and GraphiQL. */
  explorers: boolean;
}

/** Responds to a browser that opens `/graphql`: with Sandbox, or with a line that says what is here. */
export function sendPage(reply: FastifyReply, { served, explorers }: PageOptions): FastifyReply {
  if (explorers) return reply.type('text/html').send(sandboxPage(starterOf(served)));
  return reply.code(404).type('text/plain').send('GraphQL is here, for clients. This server has no explorer.\n');
}

/**
 * Serves `/`, which leads a browser to the explorer and says to others where things are, and with `explorers` GraphiQL at `/graphiql`,
 * without external resources.
 */
export function addPageRoutes(app: FastifyInstance, { served, explorers }: PageOptions): void {
  const places = { graphql: '/graphql', health: '/health/ready', ...(explorers ? { graphiql: '/graphiql' } : {}) };
  app.get('/', (request, reply) => {
    reply.header('vary', 'accept');
    return explorers && acceptsHtml(request) ? reply.redirect('/graphql') : reply.send(places);
  });
  // A browser asks for it once a day, not with every page.
  app.get('/favicon.ico', (_request, reply) => reply.code(404).header('cache-control', 'max-age=86400').send());
  if (!explorers) return;
  app.get('/graphiql', async (_request, reply) => {
    const { html, headers } = await graphiqlPage(starterOf(served));
    return reply.headers(headers).send(html);
  });
}

const starterOf = ({ current }: ServedGraph) => starterOperations(current.graph.apiSchema);

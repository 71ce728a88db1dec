import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sandboxPage } from './sandbox.ts';

const operationParameters = ['query', 'extensions', 'documentId'];

const acceptsHtml = ({ headers }: FastifyRequest): boolean => (headers.accept ?? '').includes('text/html');

/** Returns whether a browser requests the page, without a GraphQL operation. */
export function isPageRequest(request: FastifyRequest): boolean {
  const { method, query } = request;
  const hasOperation = typeof query === 'object' && query !== null && operationParameters.some((name) => name in query);
  return method !== 'POST' && !hasOperation && acceptsHtml(request);
}

/** Responds to a browser that opens `/graphql`: with Sandbox, or with a line that says what is here. */
export function sendPage(reply: FastifyReply, explorers: boolean): FastifyReply {
  if (explorers) return reply.type('text/html').send(sandboxPage());
  return reply.code(404).type('text/plain').send('GraphQL is here, for clients. This server has no explorer.\n');
}

/**
 * Serves `/`, which leads a browser to the explorer and says to others where things are, and with `explorers` GraphiQL at `/graphiql`,
 * without external resources.
 */
export function addPageRoutes(app: FastifyInstance, explorers: boolean): void {
  const places = { graphql: '/graphql', health: '/health/ready', ...(explorers ? { graphiql: '/graphiql' } : {}) };
  app.get('/', (request, reply) => {
    reply.header('vary', 'accept');
    return explorers && acceptsHtml(request) ? reply.redirect('/graphql') : reply.send(places);
  });
  // A browser asks for it once a day, not with every page.
  app.get('/favicon.ico', (_request, reply) => reply.code(404).header('cache-control', 'max-age=86400').send());
  if (explorers) addGraphiQL(app);
}

/** Its module takes 45 MB of memory, so the first request imports it. */
function addGraphiQL(app: FastifyInstance): void {
  app.get('/graphiql', async (_request, reply) => {
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const page = renderGraphiQL({
      title: 'Masar Eagle GraphiQL',
      endpoint: '/graphql',
      subscriptionsProtocol: 'WS',
    } as Parameters<typeof renderGraphiQL>[0]);
    return reply.type('text/html').send(page);
  });
}

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { type RequestScope, requestScope } from '#platform/graphql/request-scope.ts';

const served = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/** Answers the methods of `/graphql` that run nothing: OPTIONS with the methods that do, any other with 405. */
export function addOtherMethods(
  app: FastifyInstance,
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError,
): void {
  const allow = (reply: FastifyReply) => reply.header('allow', served.join(', '));
  app.options('/graphql', (_request, reply) => void allow(reply).code(204).send());
  app.route({
    method: app.supportedMethods.filter((method) => !served.includes(method)),
    url: '/graphql',
    // Before the body is read, whatever it is.
    onRequest: (_request, reply) => {
      const refusal = new Refusal('BAD_REQUEST', {}, 'method');
      void allow(reply)
        .code(405)
        .send({ errors: [formatError(refusal, requestScope.current())] });
    },
    handler: () => {},
  });
}

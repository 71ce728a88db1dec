import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { Refusal } from '../errors/refusal.ts';
import { withStatus } from '../http/graphql-app.ts';

/** Refuses subscriptions over HTTP, which Apollo Server would execute as queries. A subgraph serves them over WebSockets. */
export const refuseSubscriptions: ApolloServerPlugin<BaseContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (operation?.operation === 'subscription')
        throw withStatus(400, new Refusal('OPERATION_NOT_ALLOWED', {}, 'transport'));
    },
  }),
};

import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { changedIdsExtension, maxChangedIds } from '#contract/changed-ids.ts';
import { requestScope } from '../graphql/request-scope.ts';

/** Names the subjects of a mutation's events in the extensions of its response, for the cache of the gateway. */
export const reportChanges: ApolloServerPlugin<BaseContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (operation?.operation === 'mutation') requestScope.current().changedIds = new Set();
    },
    willSendResponse: async ({ response: { body } }) => {
      const { changedIds } = requestScope.current();
      if (!changedIds || changedIds.size > maxChangedIds || body.kind !== 'single') return;
      const { singleResult } = body;
      singleResult.extensions = { ...singleResult.extensions, [changedIdsExtension]: [...changedIds] };
    },
  }),
};

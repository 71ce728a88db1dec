import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import { changedIdsExtension, maxChangedIds } from '#contract/changed-ids.ts';
import { requestScope } from '../graphql/request-scope.ts';

/** Collects the subjects of the events of this request's operation, if it is a mutation. */
export function beginReport(operation: OperationDefinitionNode | undefined): void {
  if (operation?.operation === 'mutation') requestScope.current().changedIds = new Set();
}

/** The extensions that name what the request's mutation has changed; null for a query, and for more than may be named. */
export function reportedChanges(): Record<string, readonly string[]> | null {
  const { changedIds } = requestScope.current();
  if (!changedIds || changedIds.size > maxChangedIds) return null;
  return { [changedIdsExtension]: [...changedIds] };
}

/** Names the subjects of a mutation's events in the extensions of its response, for the cache of the gateway. */
export const reportChanges: ApolloServerPlugin<BaseContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => beginReport(operation),
    willSendResponse: async ({ response: { body } }) => {
      const changes = reportedChanges();
      if (!changes || body.kind !== 'single') return;
      const { singleResult } = body;
      singleResult.extensions = { ...singleResult.extensions, ...changes };
    },
  }),
};

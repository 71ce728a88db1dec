import type { GraphQLCall, RequestSubgraph } from './graphql-client.ts';

/**
 * Requests one entity by its reference, which also resolves a deleted one. The query declares `$references: [_Any!]!` and
 * selects `_entities`. Returns null when the entity does not exist.
 */
export async function resolveReference<Entity>(
  request: RequestSubgraph,
  call: Omit<GraphQLCall, 'variables'>,
  reference: { __typename: string; id: string },
): Promise<Entity | null> {
  const variables = { references: [reference] };
  return (await request<{ _entities: (Entity | null)[] }>({ ...call, variables }))._entities[0] ?? null;
}

import type { GraphQLResolveInfo } from 'graphql';
import type { UsersContext } from '../context.ts';
import { type Node, nodeSourceOf } from '../domain/nodes/node-sources.ts';
import { type ReadById, readNode, readNodes } from '../domain/nodes/read-nodes.ts';
import type { NodeResolvers, QueryResolvers } from '../generated/types.ts';

export const nodeQueries = {
  node: (_root, { id }, context, info) => readNode(id, readerFor(context, info)),
  // The generated type has no promise of null.
  nodes: (_root, { ids }, context, info) => readNodes(ids, readerFor(context, info)) as Promise<Node>[],
} satisfies Partial<QueryResolvers>;

export const nodeType: NodeResolvers = { __resolveType: ({ id }) => nodeSourceOf(id)?.type ?? null };

/** Its own nodes are read by the guarded fields of this schema, so that they are under the directives of those fields. */
const readerFor =
  (context: UsersContext, info: GraphQLResolveInfo): ReadById =>
  async ({ field, subgraph }, id) => {
    if (subgraph !== 'users') return context.load(context.services.nodesOf(context.caller)[subgraph], id);
    const { resolve } = info.schema.getQueryType()?.getFields()[field] ?? {};
    return (await resolve?.(undefined, { id }, context, info)) as Node | null;
  };

import type { PluginFunction, Types } from '@graphql-codegen/plugin-helpers';
import { plugin as resolverTypes } from '@graphql-codegen/typescript-resolvers';
import type { GraphQLSchema } from 'graphql';

const resolversOfType =
  /^export type (\w+)Resolvers<(ContextType = .+ParentType extends .+)> = \{$((?:\n {2}.+)*)\n\};$/gm;
const resolversOfSubgraph = /^export type Resolvers<(ContextType = .+)> = \{$((?:\n {2}.+)*)\n\};$/gm;

/**
 * The plugin `typescript-resolvers`, with types that require a resolver for each field that the parent object does not answer. tsc then
 * fails where such a resolver is missing, instead of the first request for the field.
 */
export const plugin: PluginFunction<Record<string, unknown>, Types.ComplexPluginOutput> = async (
  schema,
  documents,
  config,
) => {
  const { prepend = [], content, ...rest } = await resolverTypes(schema, documents, config);
  const roots = rootTypesOf(schema);
  const required = content
    .replace(resolversOfType, (_all, type: string, parameters: string, fields: string) => {
      const parent = roots.has(type) ? 'Record<never, never>' : 'ParentType';
      return `export type ${type}Resolvers<${parameters}> = RequiredResolvers<{${fields}\n}, ${parent}>;`;
    })
    .replace(
      resolversOfSubgraph,
      (_all, parameters: string, types: string) =>
        `export type Resolvers<${parameters}> = RequiredTypes<{${types}\n}>;`,
    );
  const helpers = "import type { RequiredResolvers, RequiredTypes } from '#platform/graphql/required-resolvers.ts';";
  return { ...rest, content: required, prepend: [...prepend, helpers] };
};

function rootTypesOf(schema: GraphQLSchema): Set<string> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return new Set(roots.flatMap((type) => (type ? [type.name] : [])));
}
